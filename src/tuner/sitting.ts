import { AttuneError, messageOf } from '../errors.ts'
import { createReporter } from '../report/create-reporter.ts'
import { logFiles } from './check-options.ts'
import { realClock } from './clock.ts'
import { checkpointOrders } from './checkpoint-orders.ts'
import { CallbackStates } from './callback-states.ts'
import { completeConfig } from './complete-config.ts'
import { executorFor } from './executor-for.ts'
import { found } from './blueprint.ts'
import { liveView } from './live-view.ts'
import { Notifier } from './notifier.ts'
import { Session } from './session.ts'
import { guardStudy } from './study-folder.ts'
import { placeholdersIn } from './placeholders.ts'
import { assertResumable, howToResume } from './resumable.ts'
import { studyLoggers } from './study-loggers.ts'
import { tidyUp } from './tidy-up.ts'
import { UnreadParams } from './unread-params.ts'
import { watchSignals } from './watch-signals.ts'
import { mirrored, recipeOf, Thinker } from './thinker.ts'
import type { ControlServer } from '../control/server.ts'
import type { StudyControls } from '../study/controls.ts'
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
    let controls: StudyControls | undefined
    const reporter = createReporter({
      controls: () => controls,
      verbose: runConfig.verbose ?? 1,
      ...(runConfig.progressReporter ? { reporter: runConfig.progressReporter } : {}),
      timeBudgetS: tuneConfig.timeBudgetS,
      now: () => clock.now(),
      readerNow: Date.now,
      maxIterations: maxIterationsOf(blueprint),
    })
    closers.push(() => reporter.close())
    const loggers = studyLoggers(runConfig, schedule)
    const complain = (line: string): void => reporter.note(line)
    const callbacks = [...loggers, ...(runConfig.callbacks ?? [])]
    const notifier = new Notifier([...callbacks, reporter], view, complain)
    const states = new CallbackStates(callbacks, { storage, complain })
    if (last === 0)
      for (const warning of search.warnings ?? []) reporter.note(`Warning: ${warning}`)
    if (last > 0) await tidyUp(study, view, { dir, storage, loggers, last })

    const guard = guardStudy(dir)
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
      workers: blueprint.scalingConfig && (blueprint.scalingConfig.numWorkers ?? 1),
      checkpoints: checkpointOrders(blueprint.runConfig, schedule),
      complete: (config, number) =>
        completeConfig(blueprint.space, config, {
          seed: record.seed,
          number,
          warn: complain,
        }),
      warn: complain,
      unreadParams: new UnreadParams(complain, placeholdersIn(trainable.target)),
      guard: () => {
        guard()
        states.save(Date.now())
      },
      clock,
    })
    controls = session.controls
    await executor.open({
      studyDir: dir,
      emit: (event) => session.receive(event),
      reuse: tuneConfig.reuse ?? true,
      logToFile: logFiles(runConfig),
      graceMs: (runConfig.graceS ?? 5) * 1000,
      warn: complain,
    })
    if (runConfig.handleSignals !== false) closers.unshift(watchSignals(session, reporter))
    if (last > 0) states.restore()
    await notifier.tellAndWait('onStudyStart')
    try {
      const over = session.run()
      const ear = listen(view, session.controls, complain)
      closers.push(async () => (await ear)?.close())
      await over
    } finally {
      // After a failure too: what callbacks hold back is written now, and not beside a later session.
      await executor.close()
      await notifier.tellAndWait('onStudyEnd')
      states.save()
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
  controls: StudyControls,
  note: (line: string) => void,
): Promise<ControlServer | undefined> {
  try {
    const { serveControls } = await import('../control/server.ts')
    return await serveControls(view, controls)
  } catch (error) {
    const why = messageOf(error)
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
