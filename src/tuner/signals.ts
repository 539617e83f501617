/** What the two Ctrl-C mean to a study. */
export interface SignalHandlers {
  /** The first: end gracefully, so that the study can be resumed. */
  onFirst(signal: NodeJS.Signals): void
  /** The second: end now. */
  onSecond(signal: NodeJS.Signals): void
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Any number of studies share one listener: Node warns of more than ten. */
const listeners: Set<(signal: NodeJS.Signals) => void> = new Set()

/** Listens until the returned function is called. */
export function listenToSignals(handlers: SignalHandlers): () => void {
  let count = 0
  const listener = (signal: NodeJS.Signals): void => {
    count += 1
    if (count === 1) handlers.onFirst(signal)
    else handlers.onSecond(signal)
  }
  if (listeners.size === 0) for (const signal of SIGNALS) process.on(signal, tellAll)
  listeners.add(listener)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    for (const signal of SIGNALS) process.off(signal, tellAll)
  }
}

function tellAll(signal: NodeJS.Signals): void {
  for (const listener of listeners) listener(signal)
}
