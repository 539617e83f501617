// Stands in for a tuner: starts a child that has a grandchild in its group, says their pids, and then
// ends as it is told, or waits to be killed.
import { createInterface } from 'node:readline'
import { spawnChild } from '../../../src/executor/process/child-process.ts'

// The child ignores what a polite end would send, and knows nothing of the protocol.
const script = `trap '' TERM HUP INT
sh -c 'trap "" TERM HUP INT; while :; do sleep 0.2; done' &
echo "$$ $!"
while :; do sleep 0.2; done`
const child = spawnChild({
  argv: ['/bin/sh', '-c', script],
  env: process.env,
  stdout: 'pipe',
  stderr: 'ignore',
  protocolFd: false,
})
const short = spawnChild({
  argv: ['/bin/true'],
  env: process.env,
  stdout: 'ignore',
  stderr: 'ignore',
  protocolFd: false,
})
await short.gone
if (!child.stdout) throw new Error('no stdout')
for await (const line of createInterface({ input: child.stdout })) {
  process.stdout.write(`${line}\n`)
  break
}
switch (process.argv[2]) {
  case 'exit':
    process.exit(0)
    break
  case 'throw':
    throw new Error('on purpose')
  default:
    setInterval(() => undefined, 1000)
}
