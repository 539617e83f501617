import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root: string = fileURLToPath(new URL('../../', import.meta.url))

export interface ExampleOutput {
  readonly stdout: string
  /** What follows `best: ` in the last line but one. */
  readonly best: Readonly<Record<string, unknown>>
  /** What follows `test accuracy: ` in the last line. */
  readonly accuracy: number
}

/** Runs an example as a user does, in a process of its own, and reads its last two lines. */
export async function runExample(script: string, ...args: string[]): Promise<ExampleOutput> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', script, ...args],
    { cwd: root, maxBuffer: 64e6 },
  )
  const [best, accuracy] = stdout.trimEnd().split('\n').slice(-2)
  const config = /^best: (\{.*\})$/.exec(best ?? '')?.[1]
  const share = /^test accuracy: (\d\.\d{3})$/.exec(accuracy ?? '')?.[1]
  if (config === undefined || share === undefined)
    throw new Error(`${script} did not end with its two lines:\n${stdout}`)
  return { stdout, best: JSON.parse(config) as ExampleOutput['best'], accuracy: Number(share) }
}
