// Compares Attune's schedulers with Ray Tune's, decision by decision, on random lists of events:
//
//   node scripts/compare-with-ray/run.mjs --lists 10000 --seed 1 [--schedulers asha,pbt]
//     [--python /path/to/python] [--workers 2] [--first 0]
//
// needs a Python with ray[tune]==2.58.0. Ray goes first; Attune is told the same, and what Ray decided
// is what happens next. Where Attune decides otherwise, Ray is asked again with one thing changed at a
// time (ray_fixes.py: each is something that Attune does otherwise on purpose): one of them, or several
// together, must make the whole list equal. What remains is printed with its list, and the exit status
// is 1. `--record N` writes N of the shortest lists for each thing changed, and 4 N of those that are the
// same as they are, to test/conformance/recorded/: they are compared without Ray by the tests.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { tsImport } from 'tsx/esm/api'
import { GENERATORS, generate } from './generate.mjs'
import { RayWorker } from './ray-worker.mjs'
import { FIXES } from './fixes.mjs'

const { values } = parseArgs({
  options: {
    lists: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    schedulers: { type: 'string', default: Object.keys(GENERATORS).join(',') },
    python: { type: 'string', default: process.env.RAY_PYTHON ?? 'python3' },
    workers: { type: 'string', default: '2' },
    record: { type: 'string' },
    show: { type: 'string', default: '3' },
    tail: { type: 'string', default: '1000' },
  },
})
const AND = ' + '
const EQUAL = 'equal'
const recorded = '../../test/conformance/recorded'
const { replay } = await tsImport(`${recorded}/replay.ts`, import.meta.url)
const { attuneScheduler } = await tsImport(`${recorded}/attune-scheduler.ts`, import.meta.url)
const workers = Array.from({ length: Number(values.workers) }, () => new RayWorker(values.python))
let failed = false

for (const scheduler of values.schedulers.split(',')) {
  const started = Date.now()
  const tally = await compareAll(scheduler)
  print(scheduler, tally, (Date.now() - started) / 1000)
  failed ||= tally.unexplained.length > 0
}
for (const worker of workers) worker.end()
process.exitCode = failed ? 1 : 0

async function compareAll(scheduler) {
  const tally = {
    lists: 0,
    decisions: 0,
    equalLists: 0,
    explained: new Map(),
    explored: new Map(),
    crashes: new Map(),
    unexplained: [],
    samples: new Map(),
  }
  let next = Number(values.first)
  const end = next + Number(values.lists)
  await Promise.all(
    workers.map(async (worker) => {
      while (next < end) {
        const number = next++
        await compare(generate(scheduler, values.seed, number), number, worker, tally)
      }
    }),
  )
  if (values.record) record(scheduler, tally)
  return tally
}

async function compare(spec, number, worker, tally) {
  const { scheduler } = spec
  const first = await attempt(spec, [], worker)
  tally.lists += 1
  const isBad = ({ comparison, crash }) => comparison.difference ?? crash
  const { fixes, last } = isBad(first) ? await explain() : { fixes: [], last: first }
  const why = fixes.join(AND) || undefined
  tally.decisions += last.comparison.equal
  for (const [reason, count] of Object.entries(last.comparison.explored)) {
    add(tally.explored, reason, count)
  }
  const isUnexplained = 'unexplained' in last.comparison.explored
  if (last.comparison.difference || isUnexplained || (last.crash && !first.crash)) {
    tally.unexplained.push({ number, spec, ...last })
    return
  }
  if (why !== undefined) add(tally.explained, why, 1)
  else if (last.crash) add(tally.crashes, last.crash, 1)
  else tally.equalLists += 1
  if (values.record) sample(tally, why ?? EQUAL, last)

  /** The least that must be changed in Ray; all of it where that is not enough. */
  async function explain() {
    const all = FIXES[scheduler] ?? []
    for (const fix of all) {
      const alone = await attempt(spec, [fix], worker)
      if (!isBad(alone)) return { fixes: [fix], last: alone }
    }
    let together = { fixes: all, last: await attempt(spec, all, worker) }
    if (isBad(together.last)) return { fixes: [], last: together.last }
    for (const fix of all) {
      const fewer = together.fixes.filter((other) => other !== fix)
      const without = await attempt(spec, fewer, worker)
      if (!isBad(without)) together = { fixes: fewer, last: without }
    }
    return together
  }
}

async function attempt(spec, fixes, worker) {
  const { steps: _steps, configs: _configs, slots: _slots, seed: _seed, ...shared } = spec
  const events = await worker.ask({ ...spec, fixes })
  const list = { ...shared, ...(fixes.length > 0 && { fixes }), events }
  const end = events.at(-1)
  const crash = end?.[0] === 'crash' ? end[1] : undefined
  return { list, comparison: replay(list, attuneScheduler(list)), crash }
}

function add(counts, key, count) {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

/** Of each kind the shortest lists in which there is something to decide. */
function sample(tally, kind, { list, comparison }) {
  if (kind.split(AND).length > 2 || comparison.equal < 20) return
  const samples = tally.samples.get(kind) ?? []
  const length = (sampled) => JSON.stringify(sampled).length
  const kept = [...samples, list].sort((a, b) => length(a) - length(b))
  tally.samples.set(kind, kept.slice(0, kind === EQUAL ? 4 * values.record : values.record))
}

function record(scheduler, { samples }) {
  const lists = [...samples.values()].flat().map((list) => `${JSON.stringify(list)}\n`)
  writeFileSync(new URL(`${recorded}/${scheduler}.jsonl`, import.meta.url), lists.join(''))
}

function print(scheduler, tally, seconds) {
  const { lists, decisions, equalLists, explained, explored, crashes, unexplained } = tally
  const total = [...explained.values()].reduce((sum, count) => sum + count, 0)
  console.log(`\n${scheduler}: ${lists} lists, ${decisions} decisions in ${seconds.toFixed(0)} s`)
  console.log(`  the same as they are: ${equalLists} lists`)
  console.log(`  the same once Ray has what Attune does on purpose: ${total} lists, that is`)
  const needed = new Map()
  for (const [why, count] of explained) for (const fix of why.split(AND)) add(needed, fix, count)
  for (const [fix, count] of sorted(needed)) {
    const alone = explained.get(fix) ?? 0
    console.log(`    ${fix}: ${count}${alone === count ? '' : `, ${alone} of them by that alone`}`)
  }
  for (const [why, count] of sorted(explored)) console.log(`  explored values, ${why}: ${count}`)
  for (const [what, count] of sorted(crashes)) console.log(`  Ray raises ${what}: ${count} lists`)
  console.log(`  unexplained: ${unexplained.length}`)
  for (const found of unexplained.slice(0, Number(values.show))) printUnexplained(found)
}

function printUnexplained({ number, spec, list, comparison, crash }) {
  console.log(`    list ${number} ${spec.mode} ${JSON.stringify(spec.options)}:`)
  const { difference } = comparison
  if (difference === undefined) {
    console.log(`      ${crash ?? 'some explored values are ones that Ray would not give'}`)
    return
  }
  const { index, event, ours, rays } = difference
  const before = list.events.slice(Math.max(0, index - Number(values.tail)), index)
  for (const earlier of before) console.log(`      before it: ${JSON.stringify(earlier)}`)
  console.log(`      event ${index}: ${JSON.stringify(event)}`)
  console.log(`      Attune: ${JSON.stringify(ours)}  Ray: ${JSON.stringify(rays)}`)
}

function sorted(counts) {
  return [...counts].sort((a, b) => b[1] - a[1])
}
