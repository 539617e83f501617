import { parentPort, workerData } from 'node:worker_threads'
import { loadTrainable } from './load-trainable.ts'
import { redirectOutput } from './redirect-output.ts'
import { TrialServer } from './serve-trials.ts'
import type { ToTrial } from '../protocol/messages.ts'
import type { ModuleAddress } from './load-trainable.ts'

/** What a thread is started with. */
export interface ThreadData {
  readonly address: ModuleAddress
  readonly parameters: unknown
}

const port = parentPort
if (port) {
  process.setSourceMapsEnabled(true)
  const { address, parameters } = workerData as ThreadData
  const server = new TrialServer({
    send: (message) => port.postMessage(message),
    load: () => loadTrainable(address),
    parameters: () => parameters,
    redirect: redirectOutput,
    // In a thread this ends the thread alone, whatever timers a trial has left behind.
    exit: () => process.exit(),
  })
  port.on('message', (message: ToTrial) => server.receive(message))
  process.on('uncaughtException', (error) => server.crash(error))
  process.on('unhandledRejection', (error) => server.crash(error))
}
