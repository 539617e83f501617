import { chmodSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { AttuneError, messageOf } from '../errors.ts'
import { LineChannel } from '../protocol/line-channel.ts'
import { readAddress, removeAddress, writeAddress } from './address.ts'
import { readRequest } from './messages.ts'
import type { Server, Socket } from 'node:net'
import type { StudyControls } from '../study/controls.ts'
import type { StudyView } from '../study/view.ts'
import type { ControlAnswer, ControlRequest } from './messages.ts'

/** Linux cuts longer socket paths off without a word, and other systems have less room still. */
const MAX_SOCKET_PATH = 100
const FOLDER = 'attune-'
const SOCKET = 'study.sock'

/** A tuner's ear: closed, it leaves nothing behind. */
export interface ControlServer {
  close(): void
}

/**
 * Listens for what `attune stop`, `pause`, … want of a study while it runs: on a unix socket that only
 * the same user can reach, and whose place is written in the study's folder.
 * @throws what the system says when there can be no socket.
 */
export async function serveControls(
  study: StudyView,
  controls: StudyControls,
): Promise<ControlServer> {
  clearLeftovers(study.dir)
  const folder = privateFolder()
  const socket = join(folder, SOCKET)
  const channels = new Set<LineChannel<ControlRequest, ControlAnswer>>()
  const server = createServer((connection) => converse(connection, { study, controls, channels }))
  const close = (): void => {
    server.close()
    for (const channel of channels) channel.close()
    removeAddress(study.dir)
    clear(folder)
  }
  try {
    await listen(server, socket)
    // The study lives as long as its trials, not as long as somebody might ask.
    server.unref()
    writeAddress(study.dir, { pid: process.pid, host: hostname(), socket })
  } catch (error) {
    close()
    throw error
  }
  return { close }
}

function converse(
  connection: Socket,
  {
    study,
    controls,
    channels,
  }: {
    readonly study: StudyView
    readonly controls: StudyControls
    readonly channels: Set<LineChannel<ControlRequest, ControlAnswer>>
  },
): void {
  connection.unref()
  const channel = new LineChannel<ControlRequest, ControlAnswer>(connection, readRequest, {
    onMessage: (request) => channel.send(answer(request, study, controls)),
    onProtocolError: ({ code, message }) => channel.send({ ok: false, error: { code, message } }),
    onClose: () => channels.delete(channel),
  })
  channels.add(channel)
}

function answer(request: ControlRequest, study: StudyView, controls: StudyControls): ControlAnswer {
  try {
    const trial = obey(request, controls)
    const status = {
      study: study.name,
      dir: study.dir,
      pid: process.pid,
      total: Number.isFinite(study.total) ? study.total : null,
      trials: study.trials.length,
      counts: { ...study.counts },
      best: study.best?.id ?? null,
      stopReason: study.stopReason ?? null,
    }
    return { ok: true, status, ...(trial === undefined ? {} : { trial }) }
  } catch (error) {
    const code = error instanceof AttuneError ? error.code : 'INTERNAL_ERROR'
    const message = messageOf(error)
    return { ok: false, error: { code, message } }
  }
}

/** @returns the id of the trial that was added, if one was. */
function obey(request: ControlRequest, controls: StudyControls): string | undefined {
  switch (request.command) {
    case 'status':
      break
    case 'stop':
      controls.stop(request.how, request.reason ?? 'stopped by the user')
      break
    case 'stop-trial':
      controls.stopTrial(request.trial, request.reason ?? 'stopped by the user')
      break
    case 'pause-trial':
      controls.pauseTrial(request.trial, request.reason ?? 'paused by the user')
      break
    case 'resume-trial':
      controls.resumeTrial(request.trial)
      break
    case 'add-trial':
      return controls.addTrial(request.config)
  }
  return undefined
}

/** A new folder that only this user can enter. */
function privateFolder(): string {
  const short = [tmpdir(), '/tmp'].find((base) => base.length < MAX_SOCKET_PATH - 30)
  const folder = mkdtempSync(join(short ?? tmpdir(), FOLDER))
  chmodSync(folder, 0o700)
  return folder
}

/** What a tuner of this study left that was killed; the study's lock says that it is gone. */
function clearLeftovers(dir: string): void {
  const left = readAddress(dir)
  if (left === undefined || left.host !== hostname()) return
  const folder = dirname(left.socket)
  // The file may have been written by anybody who may write to the study.
  if (basename(folder).startsWith(FOLDER) && basename(left.socket) === SOCKET) clear(folder)
  removeAddress(dir)
}

/** Removes a socket and its folder, and nothing else that might be in it. */
function clear(folder: string): void {
  try {
    rmSync(join(folder, SOCKET), { force: true })
    rmdirSync(folder)
  } catch {
    // Somebody else's, or gone.
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}
