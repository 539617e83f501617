/** What the two Ctrl-C mean to a study. */
export interface SignalHandlers {
  /** The first: end gracefully, so that the study can be resumed. */
  onFirst(signal: NodeJS.Signals): void
  /** The second: end now. */
  onSecond(signal: NodeJS.Signals): void
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Listens until the returned function is called. */
export function listenToSignals(handlers: SignalHandlers): () => void {
  let count = 0
  const listener = (signal: NodeJS.Signals): void => {
    count += 1
    if (count === 1) handlers.onFirst(signal)
    else handlers.onSecond(signal)
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}
