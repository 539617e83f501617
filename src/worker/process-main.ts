import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { deserialize } from 'node:v8'
import { LineChannel } from '../protocol/line-channel.ts'
import { readToTrial } from '../protocol/read-message.ts'
import { PROTOCOL_VERSION } from '../protocol/messages.ts'
import { loadTrainable } from './load-trainable.ts'
import { redirectOutput } from './redirect-output.ts'
import { TrialServer } from './serve-trials.ts'
import type { FromTrial, ToTrial } from '../protocol/messages.ts'

const [, , url = '', name = 'default', parametersFile = ''] = process.argv
const fd = Number(process.env['ATTUNE_FD'])
// Children of the trial must not speak for it.
delete process.env['ATTUNE_FD']
process.setSourceMapsEnabled(true)

let parameters: { readonly value: unknown } | undefined
const socket = new Socket({ fd, readable: true, writable: true })
const channel = new LineChannel<ToTrial, FromTrial>(socket, readToTrial, {
  onMessage: (message) => server.receive(message),
  // The tuner is gone, and whatever runs here runs for nobody.
  onClose: () => process.exit(1),
})
const server = new TrialServer({
  send: (message) => channel.send(message),
  load: () => loadTrainable({ url, export: name }),
  parameters: () => {
    if (parametersFile === '') return undefined
    parameters ??= { value: deserialize(readFileSync(parametersFile)) }
    return parameters.value
  },
  redirect: redirectOutput,
  exit: () => {
    channel.close()
    // Until what was said last has left; a worker that cannot even do that is killed by the tuner.
    socket.end(() => process.exit(0))
  },
})
process.on('uncaughtException', (error) => server.crash(error))
process.on('unhandledRejection', (error) => server.crash(error))
channel.send({ type: 'hello', protocol: PROTOCOL_VERSION, pid: process.pid })
