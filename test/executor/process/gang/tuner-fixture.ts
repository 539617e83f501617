// Stands in for a tuner: starts a gang whose ranks cannot be asked to end, and waits to be killed.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CommandExecutor } from '../../../../src/executor/command/command-executor.ts'
import { command } from '../../../../src/executor/command/command.ts'

const [studyDir = ''] = process.argv.slice(2)
const dir = join(studyDir, 'trial')
mkdirSync(dir)
const script = `trap '' TERM HUP INT; echo $$ > "pid.part.$RANK"; mv "pid.part.$RANK" "pid.$RANK"
while :; do sleep 0.2; done`
const executor = new CommandExecutor(command(script, { shell: true, cwd: dir }))
await executor.open({
  studyDir,
  emit: () => undefined,
  reuse: true,
  logToFile: false,
  graceMs: 5000,
  warn: () => undefined,
})
executor.launch({
  trial: '63ecc_00000',
  attempt: 1,
  trialName: 'trial',
  studyName: 'study',
  config: {},
  dir,
  iteration: 0,
  resources: { cpu: 3 },
  gpus: [],
  workers: 3,
})
