import { listenToSignals } from './signals.ts'
import type { Reporter } from '../report/create-reporter.ts'
import type { Session } from './session.ts'

/** Listens until the returned function is called, which is the last thing that a sitting does. */
export function watchSignals(session: Session, reporter: Reporter): () => void {
  let killedBy: NodeJS.Signals | undefined
  const stopListening = listenToSignals({
    onFirst: (signal) => {
      reporter.note(
        `${signal}: ending gracefully, trials stop at their next report. Once more to kill them.`,
      )
      session.stop('finish', `interrupted by ${signal}`)
    },
    onSecond: (signal) => {
      killedBy = signal
      session.stop('now', `killed by ${signal}`)
    },
  })
  return () => {
    stopListening()
    // Whoever pressed Ctrl-C twice wants this process gone, as if nobody had listened.
    if (killedBy) process.kill(process.pid, killedBy)
  }
}
