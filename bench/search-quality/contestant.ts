import { compileSpace } from '../../src/space/space.ts'
import { spaceToJSON } from '../../src/space/space-json.ts'
import type { Task } from '../functions/task.ts'
import type { Peer } from './peer.ts'

/** A searcher at work on one task: asked for a config, told what it came to, and so on. */
export interface Contestant {
  ask(): unknown
  /** All values are to be minimised. */
  tell(values: readonly number[]): void | Promise<unknown>
}

/** A sampler of Optuna's, by its name in `peer.py`. */
export async function optunaContestant(
  peer: Peer,
  sampler: string,
  task: Task,
  seed: number,
): Promise<Contestant> {
  const space = spaceToJSON(compileSpace(task.space))
  const objectives = task.reference?.length ?? 1
  await peer.request({ op: 'start', sampler, seed, space, objectives })
  return {
    async ask() {
      return (await peer.request<{ config: unknown }>({ op: 'ask' })).config
    },
    tell: (values) => peer.request({ op: 'tell', values }),
  }
}
