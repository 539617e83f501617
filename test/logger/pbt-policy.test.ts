import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PBTPolicyLogger, policyFiles, policyLine } from '../../src/logger/pbt-policy.ts'
import { parsePolicy } from '../../src/schedule/pbt/policy.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { ExploitRecord } from '../../src/study/exploit-record.ts'

function exploit(trial: string, from: string, at: number): ExploitRecord {
  return {
    trial,
    from,
    iteration: at + 1,
    fromIteration: at,
    ownConfig: { lr: -at },
    oldConfig: { lr: at, by: from },
    newConfig: { lr: at + 0.5 },
    at: 1000 + at,
  }
}

/** b copied a, c copied b, b copied d, e copied b, and d changed itself. */
const EXPLOITS = [
  exploit('b', 'a', 1),
  exploit('c', 'b', 2),
  exploit('b', 'd', 3),
  exploit('e', 'b', 4),
  exploit('d', 'd', 5),
]

const LINEAGES: Readonly<Record<string, readonly number[]>> = {
  pbt_global: [1, 2, 3, 4, 5],
  pbt_policy_b: [3],
  pbt_policy_c: [1, 2],
  pbt_policy_d: [5],
  pbt_policy_e: [3, 4],
}

const root = tempFolder()

function newStudy(): { readonly dir: string; exploits: ExploitRecord[] } {
  return { dir: mkdtempSync(join(root, 'study-')), exploits: [] }
}

/** The checkpoints copied, line by line, of each file. */
function linesIn(dir: string): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    readdirSync(dir)
      .sort()
      .map((name) => [
        name.replace('.txt', ''),
        parsePolicy(readFileSync(join(dir, name), 'utf8')).map((line) => line[3]),
      ]),
  )
}

describe('the policy log', () => {
  it('has lines as Ray Tune writes them', () => {
    expect(policyLine(EXPLOITS[0] as ExploitRecord)).toBe(
      '["b","a",2,1,{"lr":1,"by":"a"},{"lr":1.5}]',
    )
    const odd = { ...exploit('b', 'a', 1), newConfig: { x: Number.NaN, y: [-Infinity] } }
    expect(policyLine(odd)).toBe('["b","a",2,1,{"lr":1,"by":"a"},{"x":NaN,"y":[-Infinity]}]')
    expect(parsePolicy(policyLine(odd))[0]?.[5]).toEqual({ x: Number.NaN, y: [-Infinity] })
  })

  it('has in each file what led to what the trial is', () => {
    const study = newStudy()
    const logger = new PBTPolicyLogger()
    for (const one of EXPLOITS) {
      study.exploits.push(one)
      logger.onTrialExploit(study)
    }
    expect(linesIn(study.dir)).toEqual(LINEAGES)
    for (const [name, text] of policyFiles(EXPLOITS)) {
      expect(readFileSync(join(study.dir, name), 'utf8')).toBe(text)
    }
  })

  it('catches up when it was not told of each', () => {
    const study = newStudy()
    const logger = new PBTPolicyLogger()
    logger.onStudyStart(study)
    expect(linesIn(study.dir)).toEqual({})
    study.exploits.push(...EXPLOITS.slice(0, 3))
    logger.onTrialExploit(study)
    logger.onTrialExploit(study)
    study.exploits.push(...EXPLOITS.slice(3))
    logger.onTrialExploit(study)
    expect(linesIn(study.dir)).toEqual(LINEAGES)
  })

  it('writes all anew in a restored study, whatever was left half written', () => {
    const study = newStudy()
    study.exploits.push(...EXPLOITS.slice(0, 4))
    writeFileSync(join(study.dir, 'pbt_global.txt'), '["b","a",2,1,{"l')
    writeFileSync(join(study.dir, 'pbt_policy_b.txt'), '["b","a",2,1,{"l')
    const logger = new PBTPolicyLogger()
    study.exploits.push(EXPLOITS[4] as ExploitRecord)
    logger.onTrialExploit(study)
    expect(linesIn(study.dir)).toEqual(LINEAGES)
    new PBTPolicyLogger().onStudyStart(study)
    expect(linesIn(study.dir)).toEqual(LINEAGES)
  })

  it('leaves no global file of exploits that a study does not have', () => {
    const study = newStudy()
    writeFileSync(join(study.dir, 'pbt_global.txt'), 'old')
    new PBTPolicyLogger().onStudyStart(study)
    expect(readdirSync(study.dir)).toEqual([])
    expect(policyFiles([]).size).toBe(0)
  })
})
