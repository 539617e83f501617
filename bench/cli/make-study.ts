import { basename, dirname } from 'node:path'
import { fillResult } from '../../src/tuner/fill-result.ts'
import { createStudy } from '../../src/tuner/study-folder.ts'
import { trialId } from '../../src/tuner/trial-ids.ts'
import { Random } from '../../src/math/random.ts'
import { compileSpace } from '../../src/space/space.ts'
import { choice } from '../../src/space/choice.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { spaceToJSON } from '../../src/space/space-json.ts'
import { withFacts } from '../../src/study/facts.ts'
import { Study } from '../../src/study/study.ts'
import { BasicVariantGenerator } from '../../src/search/variants.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { NoopStopper } from '../../src/stop/noop.ts'
import type { Command } from '../../src/study/commands.ts'
import type { StudyEvent } from '../../src/study/events.ts'

/** Writes a finished study into a folder that is not there yet, as a tuner would have left it. */
export function makeStudy(
  dir: string,
  {
    trials: numSamples,
    reports,
  }: {
    readonly trials: number
    /** How often each reports. */
    readonly reports: number
  },
): void {
  const prefix = '63ecc'
  const space = compileSpace({
    lr: loguniform(1e-5, 1e-1),
    model: { layer1: choice([32, 64, 128]), act: choice(['relu', 'tanh', 'gelu']) },
    epochs: reports,
  })
  const { storage } = createStudy(dirname(dir), {
    name: basename(dir),
    idPrefix: prefix,
    seed: 7,
    trainableName: 'train_mnist',
    trainable: { target: { $code: true } },
    paramSpace: spaceToJSON(space),
    tuneConfig: { metric: 'loss', mode: 'min', numSamples, seed: 7 },
    runConfig: { logToFile: true },
  })
  const random = Random.fromSeed(7)
  const search = new BasicVariantGenerator().create({
    space,
    metric: 'loss',
    mode: 'min',
    random: random.split('search'),
    numSamples,
  })
  const study = new Study({
    trainableName: 'train_mnist',
    metric: 'loss',
    mode: 'min',
    search,
    schedule: new FIFOScheduler().create(),
    stopRule: new NoopStopper().create(),
    maxConcurrentTrials: Infinity,
    resources: { cpu: 1 },
    checkpoints: { numToKeep: undefined, scoreAttribute: undefined, scoreOrder: 'max' },
    failures: { maxFailures: 0, failFast: false, backoffS: 0 },
  })

  /** 2026-01-01 10:00:00 UTC. */
  let at = Date.UTC(2026, 0, 1, 10)
  const batch: StudyEvent[] = []
  const running: { readonly id: string; reports: number }[] = []

  function happens(event: StudyEvent): void {
    const commands = study.apply(event)
    batch.push(withFacts(study, event))
    if (batch.length >= 4096) storage.append(batch.splice(0))
    for (const command of commands) carryOut(command)
  }

  function carryOut(command: Command): void {
    if (command.type === 'start') {
      const { trial, attempt } = command
      running.push({ id: trial, reports: 0 })
      happens({ type: 'started', at: (at += 3), trial, attempt, from: 0, pid: 4711 })
    } else if (command.type === 'suggest') {
      const { suggestions, finished } = search.ask(command.count)
      study.suggestionsCome(suggestions.length)
      for (const { config, params } of suggestions) {
        const trial = trialId(prefix, study.trials.length)
        happens({ type: 'trial-added', at, trial, config, params, resources: { cpu: 1 } })
      }
      if (finished) happens({ type: 'search-finished', at })
      for (const further of study.suggestionsAnswered(at)) carryOut(further)
    } else if (command.type === 'finish') {
      batch.push({ type: 'study-finished', at })
    }
  }

  happens({
    type: 'session-started',
    at,
    capacity: { cpu: 16, gpu: 0, custom: {} },
    rules: { resumeUnfinished: true, resumeErrored: false, restartErrored: false },
  })
  for (let next = running.shift(); next !== undefined; next = running.shift()) {
    at += 7
    const trial = study.trial(next.id)
    if (trial === undefined) continue
    if (next.reports === reports) {
      happens({ type: 'ended', at, trial: trial.id, attempt: trial.attempt, cause: 'completed' })
      continue
    }
    next.reports += 1
    const noise = random.split('loss', trial.number, next.reports).next()
    const metrics = { loss: (1 + noise) / next.reports, accuracy: 1 - noise / next.reports }
    const result = fillResult(trial, metrics, at, undefined)
    const { id, attempt } = trial
    happens({ type: 'reported', at, trial: id, attempt, seq: next.reports, result })
    running.push(next)
  }
  storage.append(batch)
  storage.close()
}
