#!/usr/bin/env node
import { runCli } from './run-cli.ts'

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read along has seen enough (`attune show | head`).
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
}
process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  exitCode: 0,
})
