import { join } from 'node:path'
import { sweepCheckpoints } from '../checkpoint/sweep.ts'
import { AttuneError, ConfigurationError } from '../errors.ts'
import { rebuildFiles } from '../logger/default-loggers.ts'
import { createReporter } from '../report/create-reporter.ts'
import { assertFeasible } from '../study/ledger.ts'
import { historyOf } from '../study/history.ts'
import { logFiles } from './check-options.ts'
import { realClock } from './clock.ts'
import { completeConfig } from './complete-config.ts'
import { executorFor } from './executor-for.ts'
import { found } from './blueprint.ts'
import { liveView } from './live-view.ts'
import { Notifier } from './notifier.ts'
import { Session } from './session.ts'
import { guardStudy } from './study-folder.ts'
import { studyLoggers } from './study-loggers.ts'
import { listenToSignals } from './signals.ts'
import { mirrored, recipeOf, Thinker } from './thinker.ts'
import type { ControlServer } from '../control/server.ts'
import type { Callback } from '../logger/callback.ts'
import type { Reporter } from '../report/create-reporter.ts'
import type { SessionRules } from '../study/events.ts'
import type { Study } from '../study/study.ts'
import type { StudyView } from '../study/view.ts'
import type { Blueprint } from './blueprint.ts'
import type { OpenStudy } from './study-folder.ts'

/**
 * Runs an opened study from where its log ends until it is done or stopped, with all that goes along:
 * executor, files, terminal, signals. Everything is closed when it returns or throws.
 */
export async function sit(
  { dir, record, storage }: OpenStudy,
  blueprint: Blueprint,
  rules: SessionRules,
): Promise<Study> {
  const closers: (() => unknown)[] = [() => storage.close()]
  try {
    const thinkers: Thinker[] = []
    const { study, search, schedule, stopRule } = found(blueprint, record.seed, (made) => {
      const recipe = recipeOf(blueprint, made, record.seed)
      if (recipe === undefined) return made
      const thinker = new Thinker(recipe)
      thinkers.push(thinker)
      closers.push(() => thinker.close())
      return mirrored(made, thinker)
    })
    let last = 0
    for (const event of storage.events()) {
      study.recall(event)
      last = event.at
    }
    if (last > 0) assertResumable(study, blueprint)

    const { tuneConfig, runConfig, trainable, metric, mode, objectives, searcher } = blueprint
    const view = liveView(
      study,
      { name: record.name, dir, metric, mode, objectives, searchName: searcher.name },
      { schedule },
    )
    const executor = await executorFor(trainable, tuneConfig, last)
    closers.push(() => executor.close())
    const clock = executor.clock ?? realClock
    const reporter = createReporter({
      verbose: runConfig.verbose ?? 1,
      ...(runConfig.progressReporter ? { reporter: runConfig.progressReporter } : {}),
      timeBudgetS: tuneConfig.timeBudgetS,
      now: () => clock.now(),
      readerNow: Date.now,
      maxIterations: maxIterationsOf(blueprint),
    })
    closers.push(() => reporter.close())
    const loggers = studyLoggers(runConfig, schedule)
    const notifier = new Notifier(
      [...loggers, ...(runConfig.callbacks ?? []), reporter],
      view,
      (line) => reporter.note(line),
    )
    if (last === 0)
      for (const warning of search.warnings ?? []) reporter.note(`Warning: ${warning}`)
    if (last > 0) await tidyUp(study, view, { dir, storage, loggers, recent: last - RECENT_MS })

    const session = new Session({
      study,
      search,
      // Virtual time does not pass while somebody thinks.
      thinker: executor.clock === undefined ? thinkers[0] : undefined,
      schedule,
      storage,
      executor,
      notifier,
      studyName: record.name,
      studyDir: dir,
      idPrefix: record.idPrefix,
      metrics: objectives.map((objective) => objective.metric),
      capacity: blueprint.capacity,
      rules,
      resourcesFor: blueprint.resourcesFor,
      complete: (config, number) =>
        completeConfig(blueprint.space, config, {
          seed: record.seed,
          number,
          warn: (line) => reporter.note(line),
        }),
      warn: (line) => reporter.note(line),
      guard: guardStudy(dir),
      clock,
    })
    await executor.open({
      studyDir: dir,
      emit: (event) => session.receive(event),
      reuse: tuneConfig.reuse ?? true,
      logToFile: logFiles(runConfig),
      graceMs: (runConfig.graceS ?? 5) * 1000,
    })
    if (runConfig.handleSignals !== false) closers.unshift(watchSignals(session, reporter))
    await notifier.tellAndWait('onStudyStart')
    try {
      const running = session.run()
      const ear = listen(view, session, (line) => reporter.note(line))
      closers.push(async () => (await ear)?.close())
      await running
    } finally {
      // After a failure too: what callbacks hold back is written now, and not beside a later session.
      await executor.close()
      await notifier.tellAndWait('onStudyEnd')
    }
    for (const key of stopRule.unseenKeys?.() ?? []) {
      reporter.note(`Warning: runConfig.stop names ${key}, but no trial has reported it.`)
    }
    if (study.isInterrupted) {
      reporter.note(`The study can be resumed: ${howToResume(record, dir)}`)
    }
    return study
  } finally {
    // The last opened is the first closed; one that fails does not keep the others open.
    const failures: unknown[] = []
    for (const close of closers.reverse()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) {
      process.emitWarning(
        new AttuneError('CLOSE_FAILED', 'Closing the study failed.', { cause: failures[0] }),
      )
    }
  }
}

/** Lets others talk to the study; a study without that is a study all the same. */
async function listen(
  view: StudyView,
  session: Session,
  note: (line: string) => void,
): Promise<ControlServer | undefined> {
  try {
    const { serveControls } = await import('../control/server.ts')
    return await serveControls(view, session)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    note(`Warning: attune stop, pause and add cannot reach this study: ${why}`)
    return undefined
  }
}

/** Iterations after which a trial is over whatever it reports, where that can be known. */
function maxIterationsOf({ runConfig, scheduler }: Blueprint): number | undefined {
  const { stop } = runConfig
  const threshold =
    typeof stop === 'object' && 'training_iteration' in stop
      ? stop['training_iteration']
      : undefined
  if (typeof threshold === 'number') return threshold
  const { maxT, timeAttr = 'training_iteration' } = scheduler.toJSON?.()?.options ?? {}
  return typeof maxT === 'number' && timeAttr === 'training_iteration' ? maxT : undefined
}

/** Files of trials that ended this long before the tuner did are known to be complete. */
const RECENT_MS = 10_000

/** Puts right what a killed tuner has left half done: stray checkpoints, files behind the log. */
async function tidyUp(
  study: Study,
  view: StudyView,
  {
    dir,
    storage,
    loggers,
    recent,
  }: {
    readonly dir: string
    readonly storage: OpenStudy['storage']
    readonly loggers: readonly Callback[]
    readonly recent: number
  },
): Promise<void> {
  for (const trial of study.trials) {
    if (trial.attempt === 0) continue
    const over = trial.status === 'TERMINATED' || trial.status === 'ERROR'
    if (over && trial.lastReportAt < recent) continue
    const known = new Set(trial.checkpoints.map((checkpoint) => checkpoint.name))
    await sweepCheckpoints(join(dir, trial.name), known)
    const rows = historyOf(storage.trialEvents(trial.id), trial)
    await rebuildFiles(
      view,
      trial,
      rows.map((row) => row.result),
      loggers,
    )
  }
}

function assertResumable(study: Study, { capacity, space }: Blueprint): void {
  const [missing] = space.missingFunctions
  if (missing !== undefined && study.needsSuggestions) {
    throw new ConfigurationError(
      'PART_REQUIRED',
      `The space's ${missing} was a function, which cannot be written down, and there are trials to ` +
        'come. Give the space again: Tuner.restore(path, trainable, { paramSpace }).',
    )
  }
  for (const trial of study.trials) {
    if (trial.status === 'TERMINATED' || trial.status === 'ERROR') continue
    try {
      assertFeasible(trial.resources, capacity)
    } catch (error) {
      throw new ConfigurationError(
        'INFEASIBLE_RESOURCES',
        `${trial.name} cannot go on here. ${error instanceof Error ? error.message : ''}`,
        { cause: error },
      )
    }
  }
}

/** The command line can resume what was written down; a function must be given again. */
function howToResume({ trainable }: OpenStudy['record'], dir: string): string {
  const { target } = trainable as { readonly target: unknown }
  const restore = `Tuner.restore(${JSON.stringify(dir)})`
  return Object.hasOwn(Object(target), '$code')
    ? restore
    : `attune resume ${shellWord(dir)}, or ${restore}`
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** Listens until the returned function is called, which is the last thing that a sitting does. */
function watchSignals(session: Session, reporter: Reporter): () => void {
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
