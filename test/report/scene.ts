// A study in its middle with a live block, on the terminal that this process has and a clock that stands.
import { createReporter } from '../../src/report/create-reporter.ts'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import { Drive } from './drive.ts'
import { HandMadeStudy, START } from './hand-made-study.ts'
import type { StudyControls } from '../../src/study/controls.ts'
import type { HandMadeTrial } from './hand-made-study.ts'

const wishes = new Set(process.argv.slice(2))
const clock = { ms: START }
const study = new HandMadeStudy()
study.total = 40
study.capacity = { cpu: 4, gpu: 1, custom: { license: 2 } }
study.gpuInUse = 0.5
study.schedulerLine =
  'Using ASHA: num_stopped=7, Bracket: Iter 16.000: 0.281 | Iter 4.000: 0.63 | Iter 1.000: 1.94'

const find = (id: string): HandMadeTrial => {
  const trial = study.trials.find((one) => one.id === id)
  if (trial === undefined) throw new Error(`no trial ${id}`)
  return trial
}
/** What a tuner would do, as far as it shows. */
const controls: StudyControls = {
  stop: (_how, reason) => void (study.stopReason = reason),
  stopTrial: (id, reason) => drive.complete(find(id), reason),
  pauseTrial: (id, reason) => {
    find(id).status = 'PAUSED'
    void drive.reporter.onTrialPause(study, find(id), reason)
  },
  resumeTrial: (id) => drive.start(find(id)),
  addTrial: () => '',
}
const drive: Drive = new Drive(
  createReporter({
    verbose: 1,
    reporter: new CLIReporter({ keys: wishes.has('keys') }),
    now: () => clock.ms,
    readerNow: Date.now,
    maxIterations: 16,
    controls: () => controls,
  }),
  clock,
  study,
)

drive.open()
for (let i = 0; i < 14; i++) {
  const lr = 10 ** (-1 - ((i * 5) % 14) / 4)
  const trial = drive.add({ lr, layers: 1 + (i % 3), act: i % 2 === 0 ? 'relu' : '活性化' })
  drive.start(trial)
  const goal = Math.abs(Math.log10(lr) + 3)
  const rung = i >= 11 ? i - 8 : [16, 1, 4, 4, 16, 1, 1, 4, 16, 1, 4][i]!
  for (let step = 1; step <= rung; step++) {
    drive.wait(1.5)
    drive.report(trial, { loss: 2.5 / (step + 1) + goal / 8 + (13 - i) / 50, accuracy: step / 20 })
    const value = Number(trial.lastResult?.['loss'])
    if (value < Number(study.best?.lastResult?.['loss'] ?? Infinity)) study.best = trial
  }
  trial.checkpoints = [{ index: 0, name: 'checkpoint_000000', iteration: rung, timeTotalS: 1 }]
  if (i === 3) drive.fail(trial, 'CUDA out of memory\n  at train.py:3')
  else if (rung === 16) drive.complete(trial, 'training_iteration 16 has reached maxT 16')
  else if (i < 11) drive.complete(trial, `rung ${rung}: loss is worse than the cutoff (2nd of 3)`)
}
for (let i = 0; i < 12; i++) drive.add({ lr: 0.01 / (i + 1), layers: 1 + (i % 3), act: 'relu' })
console.log('what the program itself printed')
if (wishes.has('pid')) console.log(`process ${process.pid}`)
process.stdout.write('@ready')
process.on('SIGUSR2', () => {
  throw new Error('boom')
})
if (wishes.has('end')) {
  drive.end()
  drive.reporter.close()
  console.log('after the study')
} else setInterval(() => {}, 1000)
