import { readdirSync } from 'node:fs'
import { capacityOf } from '../../../tuner/resources.ts'
import { captureProgram } from '../../capture-program.ts'
import { ok, warn } from '../check.ts'
import type { Check } from '../check.ts'

const TIMEOUT_MS = 8000

/** GPUs as the system has them, as the driver lists them, and as Attune shares them out. */
export const gpusCheck: Check = {
  id: 'gpus',
  title: 'GPUs',
  async run({ cli }, signal) {
    const visible = cli.env['CUDA_VISIBLE_DEVICES']
    const devices = nvidiaDevices()
    const options = { env: cli.env, cwd: cli.cwd, timeoutMs: TIMEOUT_MS, signal }
    const listing = await captureProgram(['nvidia-smi', '-L'], options)
    const listed = listing.code === 0 ? (listing.stdout.match(/^GPU \d+:.*$/gm) ?? []) : undefined
    const shared = capacityOf().gpu
    const names = listed?.map((line) => line.replace(/^GPU \d+: /, '').replace(/ \(UUID:.*$/, ''))
    const facts = {
      shared,
      devices,
      listed: names ?? null,
      cudaVisibleDevices: visible ?? null,
    }
    const text =
      `${shared} to share out; ${devices.length} in /dev` +
      (visible === undefined ? '' : `; CUDA_VISIBLE_DEVICES=${visible}`) +
      (names === undefined || names.length === 0 ? '' : `; ${[...new Set(names)].join(', ')}`)
    if (listing.isTimedOut) {
      return warn(
        `${text}; nvidia-smi -L gave no answer within ${TIMEOUT_MS / 1000} s`,
        'A driver that hangs makes trials hang. Look at dmesg, or restart the machine.',
        facts,
      )
    }
    if (devices.length > 0 && listed === undefined && listing.error === undefined) {
      const said = (listing.stderr || listing.stdout).trim().split('\n').at(-1)
      return warn(`${text}; nvidia-smi fails: ${said}`, 'Check the driver.', facts)
    }
    if (listed !== undefined && listed.length > devices.length && visible === undefined) {
      return warn(
        `${text}; nvidia-smi lists ${listed.length}`,
        `State them in the study file: capacity: { gpu: ${listed.length} }.`,
        facts,
      )
    }
    return ok(shared === 0 && devices.length === 0 ? 'none' : text, facts)
  },
}

function nvidiaDevices(): readonly string[] {
  try {
    return readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name))
  } catch {
    return []
  }
}
