import { builtFile } from '../package-files.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { spawnChild } from './process/child-process.ts'
import { LineChannel } from '../protocol/line-channel.ts'
import { drained } from './process/drained.ts'
import { readFromTrial } from '../protocol/read-message.ts'
import { terminate } from './process/terminate.ts'
import { trialEnvironment } from './process/trial-environment.ts'
import type { FromTrial, ToTrial } from '../protocol/messages.ts'
import type { ModuleAddress } from '../worker/load-trainable.ts'
import type { ExitStatus } from './process/child-process.ts'
import type { WorkerKind } from './worker-executor.ts'

/** Name of the file, inside the study's folder, that hands constants to worker processes. */
const PARAMETERS_FILE = '.parameters.bin'

/**
 * Trials in Node processes of their own, each the leader of its process group: what a trial does to
 * its process, it does to itself alone.
 */
export function processWorkers(
  address: ModuleAddress,
  parameters: Readonly<Record<string, unknown>> | undefined,
): WorkerKind {
  const main = builtFile('worker/process-main.js')
  let parametersFile = ''
  return {
    prepare({ studyDir }) {
      if (parameters) {
        parametersFile = join(studyDir, PARAMETERS_FILE)
        writeFileSync(parametersFile, serialize(parameters))
      }
      return Promise.resolve()
    },
    spawn(spec, { logToFile, graceMs }, listener) {
      const child = spawnChild({
        argv: [process.execPath, main, address.url, address.export, parametersFile],
        env: trialEnvironment(spec),
        // What native code prints goes to the first trial's files; the rest is redirected per trial.
        stdout: logToFile ? { file: join(spec.dir, logToFile.stdout) } : 'ignore',
        stderr: logToFile ? { file: join(spec.dir, logToFile.stderr) } : 'ignore',
        protocolFd: true,
      })
      const channel =
        child.protocol &&
        new LineChannel<FromTrial, ToTrial>(child.protocol, readFromTrial, {
          onMessage: (message) => listener.onMessage(message),
          onProtocolError: (error) => listener.onProtocolError(error),
        })
      void child.gone.then(async (status) => {
        // What it said last may still be on its way.
        await drained(channel ? [channel.closed] : [])
        channel?.destroy()
        listener.onExit(detailOf(status))
      })
      return {
        pid: child.pid,
        send: (message) => channel?.send(message),
        terminate: (how) => void terminate(child, how === 'kill' ? 0 : graceMs),
      }
    },
  }
}

function detailOf({ error, code, signal }: ExitStatus): string {
  if (error) return `could not be started: ${error.message}`
  if (signal === 'SIGKILL') return 'was killed by SIGKILL (out of memory, perhaps)'
  return signal ? `was ended by ${signal}` : `exited with code ${code}`
}
