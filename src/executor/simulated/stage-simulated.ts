import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stagedNames } from '../../checkpoint/folder-names.ts'
import type { LaunchSpec } from '../executor.ts'

/**
 * Writes what a simulated trial can return to: how far it is. At once, so that virtual time stands
 * still meanwhile; it is made a checkpoint as any other is.
 * @returns The folder's name, inside the trial's own.
 */
export function stageSimulated(
  { dir, attempt, iteration }: LaunchSpec,
  seq: number,
  { training_iteration: reported }: Readonly<Record<string, unknown>>,
): string {
  const name = `${stagedNames(attempt)}${seq}`
  const staged = join(dir, name)
  try {
    mkdirSync(staged)
  } catch (error) {
    if (!existsSync(staged)) throw error
    // A tuner that was killed has left it.
    rmSync(staged, { recursive: true })
    mkdirSync(staged)
  }
  const content = { training_iteration: typeof reported === 'number' ? reported : iteration + seq }
  writeFileSync(join(staged, 'simulated.json'), JSON.stringify(content))
  return name
}
