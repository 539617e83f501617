import { draw } from '../../tuner/blueprint.ts'
import { recall } from '../../tuner/record.ts'
import { scaledRequest } from '../../tuner/scaling.ts'
import { withResources } from '../../tuner/trainable.ts'
import type { Capacity, StudyEvent } from '../../study/events.ts'
import type { Blueprint } from '../../tuner/blueprint.ts'
import type { ResourceRequest } from '../../tuner/resources.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'
import type { Changes } from '../resume/changes.ts'

/**
 * The blueprint of a study as it is recorded, on what it last ran on. What its trials do does not
 * matter for a plan: a stand-in has their name.
 * @param changes What shall be different.
 */
export function recordedBlueprint(study: StoredStudy, changes: Changes): Blueprint {
  const { record } = study
  const standIn = { [record.trainableName]: () => undefined }[record.trainableName]
  const { scalingConfig, ...options } = recall(record, standIn, changes).options
  const { executor: _, ...tuneConfig } = options.tuneConfig ?? {}
  const capacity = lastCapacity(study.events())
  const request = scalingConfig ? scaledRequest(scalingConfig) : resourcesOf(record.trainable)
  return draw(withResources(standIn as () => undefined, request), {
    ...options,
    tuneConfig: {
      ...tuneConfig,
      ...(capacity && !changes.tuneConfig.capacity ? { capacity: amountsOf(capacity) } : {}),
    },
  })
}

function resourcesOf(trainable: unknown): ResourceRequest {
  const { resources } = Object(trainable) as { readonly resources?: ResourceRequest }
  return resources === undefined || '$code' in resources ? { cpu: 1 } : resources
}

function lastCapacity(events: Iterable<StudyEvent>): Capacity | undefined {
  let capacity: Capacity | undefined
  for (const event of events) if (event.type === 'session-started') capacity = event.capacity
  return capacity
}

function amountsOf({ cpu, gpu, custom }: Capacity): Readonly<Record<string, number>> {
  return { cpu, gpu, ...custom }
}
