import { MULTIPLE, SINGLE } from '../functions/tasks.ts'
import type { Task } from '../functions/task.ts'
import { optunaContestant } from './contestant.ts'
import { Peer } from './peer.ts'
import { play } from './play.ts'
import type { Records } from './records.ts'

interface Entry {
  readonly sampler: string
  readonly tasks: readonly Task[]
  readonly evaluations: number
}

const conditional = SINGLE.filter((task) => task.branch !== undefined)
const flat = SINGLE.filter((task) => task.branch === undefined)

/** What is run of Optuna, the cheap ones first: all seeds of a stage before the next stage. */
const STAGES: readonly (readonly Entry[])[] = [
  [
    { sampler: 'random', tasks: SINGLE, evaluations: 100 },
    { sampler: 'qmc', tasks: SINGLE, evaluations: 100 },
    { sampler: 'tpe', tasks: SINGLE, evaluations: 100 },
    { sampler: 'cma-es', tasks: SINGLE, evaluations: 100 },
    // The same as tpe where nothing is conditional.
    { sampler: 'tpe-group', tasks: conditional, evaluations: 100 },
    { sampler: 'random', tasks: MULTIPLE, evaluations: 200 },
    { sampler: 'tpe', tasks: MULTIPLE, evaluations: 200 },
    { sampler: 'nsga2-20', tasks: MULTIPLE, evaluations: 200 },
    { sampler: 'nsga2-50', tasks: MULTIPLE, evaluations: 200 },
  ],
  [{ sampler: 'gp', tasks: flat, evaluations: 60 }],
  // It models only what all trials have: in a conditional space, the choice of the branch alone.
  [{ sampler: 'gp', tasks: conditional, evaluations: 60 }],
  [{ sampler: 'gp', tasks: MULTIPLE, evaluations: 60 }],
]

/** What is to be run: the seeds, and the samplers and tasks if not all. */
interface Wanted {
  readonly python: string
  readonly seeds: readonly number[]
  readonly samplers?: readonly string[] | undefined
  readonly tasks?: readonly Task[] | undefined
}

/** Runs Optuna on whatever is not yet in `records`, seed by seed, so that what is there can be compared. */
export async function collect(records: Records, wanted: Wanted): Promise<void> {
  const peer = new Peer(wanted.python)
  try {
    for (const stage of STAGES) {
      for (const seed of wanted.seeds) {
        for (const { sampler, tasks, evaluations } of stage) {
          if (wanted.samplers && !wanted.samplers.includes(sampler)) continue
          for (const task of tasks) {
            if (wanted.tasks && !wanted.tasks.includes(task)) continue
            const key = { task: task.name, algorithm: sampler, seed }
            if (records.get(key, evaluations)) continue
            const contestant = await optunaContestant(peer, sampler, task, seed)
            const outcome = await play(task, contestant, { seed, evaluations })
            records.put({ ...key, ...outcome })
            console.log(`${sampler} ${task.name} ${seed}: ${outcome.curve.at(-1)?.[1]}`)
          }
        }
      }
    }
  } finally {
    await peer.close()
  }
  records.tidy()
}
