import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const client = fileURLToPath(new URL('../../python', import.meta.url))

/** The accuracy that `python <script> --test <checkpoint> <args>` prints. */
export async function testAccuracy(
  python: string,
  script: string,
  checkpoint: string,
  ...args: readonly string[]
): Promise<number> {
  const { stdout } = await promisify(execFile)(python, [script, '--test', checkpoint, ...args], {
    env: { ...process.env, PYTHONPATH: client, OMP_NUM_THREADS: '1' },
  })
  return Number(stdout)
}
