import { builtFile } from '../package-files.ts'
import { Worker } from 'node:worker_threads'
import { share } from './share.ts'
import type { FromTrial } from '../protocol/messages.ts'
import type { ModuleAddress } from '../worker/load-trainable.ts'
import type { ThreadData } from '../worker/thread-main.ts'
import type { WorkerKind } from './worker-executor.ts'

/**
 * Trials in threads of the tuner's process: they start in tens of milliseconds and share large
 * constants, but a trial that crashes the process takes the tuner with it.
 */
export function threadWorkers(address: ModuleAddress, parameters: unknown): WorkerKind {
  let data: ThreadData
  return {
    prepare() {
      data = { address, parameters: share(parameters) }
      return Promise.resolve()
    },
    spawn(_spec, _context, listener) {
      const worker = new Worker(builtFile('worker/thread-main.js'), {
        workerData: data,
        // The stream objects of a thread feed the tuner's terminal; trials write to their files.
        stdout: true,
        stderr: true,
      })
      let detail: string | undefined
      worker.on('message', (message: FromTrial) => listener.onMessage(message))
      worker.on('error', (error) => {
        detail = `ended with ${error.name}: ${error.message}`
      })
      worker.on('exit', (code) => listener.onExit(detail ?? `exited with code ${code}`))
      return {
        pid: process.pid,
        send: (message) => worker.postMessage(message),
        terminate: () => void worker.terminate(),
      }
    },
  }
}
