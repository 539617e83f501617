/** What a reason says before it goes into numbers: `rung 4: loss 0.42 is worse than …`. */
const TOPIC = /^([^:]{1,60}):\s/u
/** `loss 0.31 is at least 0.3`: the value differs from trial to trial, the limit does not. */
const LIMIT = /^(\S+) \S+ (is at least|is at most|has reached) (.{1,60})$/u

/** What reasons of one kind have in common: `rung 4`, `training_iteration has reached maxT 20`. */
export function reasonKind(reason: string): string {
  const topic = TOPIC.exec(reason)?.[1]
  if (topic !== undefined) return topic
  const limit = LIMIT.exec(reason)
  return limit === null ? reason : `${limit[1]} ${limit[2]} ${limit[3]}`
}
