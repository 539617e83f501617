// Stands in for a tuner: starts a trial by a warm parent, says the pids of both, and waits to be killed.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PythonExecutor } from '../../../src/executor/python/python-executor.ts'
import { python } from '../../../src/executor/python/python.ts'

const [script = ''] = process.argv.slice(2)
const studyDir = mkdtempSync(join(tmpdir(), 'attune-warm-'))
const dir = join(studyDir, 'trial')
mkdirSync(dir)
const executor = new PythonExecutor(python(script, { function: 'train' }))
await executor.open({
  studyDir,
  reuse: true,
  logToFile: { stdout: 'stdout', stderr: 'stderr' },
  graceMs: 5000,
  warn: () => undefined,
  emit: (event) => {
    if (event.type === 'reported') console.log(JSON.stringify(event.metrics['pids']))
  },
})
executor.launch({
  trial: '63ecc_00000',
  attempt: 1,
  trialName: 'train_63ecc_00000',
  studyName: 'digits',
  config: {},
  dir,
  iteration: 0,
  resources: { cpu: 1 },
  gpus: [],
})
setInterval(() => undefined, 1000)
