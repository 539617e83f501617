#!/usr/bin/env node
import * as nodeModule from 'node:module'
import type { Cli } from './cli.ts'

// What was compiled the last time need not be compiled again, where Node can keep it.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown }
enableCompileCache?.()

const watched = new Set<NodeJS.WriteStream>()
let terminalIsGone = false
let outlivesOutput = false

/** Node makes its streams when they are asked for, which takes its time: what is not needed is not. */
const cli: Cli = {
  get stdout() {
    return watch(process.stdout)
  },
  get stderr() {
    return watch(process.stderr)
  },
  get stdin() {
    return process.stdin
  },
  env: process.env,
  cwd: process.cwd(),
  exitCode: 0,
  set outlivesOutput(value: boolean) {
    outlivesOutput = value
    // A study's report writes to them by itself.
    watch(process.stdout)
    watch(process.stderr)
  },
}

function watch(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (watched.has(stream)) return stream
  watched.add(stream)
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO') terminalIsGone = true
    // Nobody reads along any more, or there is no terminal any more: a study goes on unseen.
    if (outlivesOutput) return
    if (error.code !== 'EPIPE') throw error
    // Whoever read has seen enough (`attune show | head`).
    process.exit()
  })
}

const { runCli } = await import('./run-cli.ts')
process.exitCode = await runCli(process.argv.slice(2), cli)
// Node aborts when it cannot set right a terminal, at its end, that was closed meanwhile.
if (terminalIsGone) process.kill(process.pid, 'SIGHUP')
