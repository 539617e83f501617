// What Attune does otherwise on purpose, by scheduler: the names under which ray_fixes.py has it, those
// first that explain most.
export const FIXES = {
  asha: [
    'rungs that were jumped over count as passed',
    'NaN is the worst score',
    'infinities rank',
    'the top rung of exact powers is there',
    'there are no brackets without rungs',
  ],
  hyperband: [
    'a bracket goes on while all its trials are at its milestone',
    'NaN is the worst score',
    'the tables are exact',
  ],
  hb_bohb: [
    'a bracket that was full or halved takes no more trials and waits for none',
    'the end of a trial does not halve a bracket that is not full',
    'a bracket goes on while all its trials are at its milestone',
    'NaN is the worst score',
    'the tables are exact',
  ],
  median_stopping_rule: [
    'paused trials are resumed in the order in which they paused',
    'trials that paused because they are worse wait for all others',
    'others are measured by a trial that goes on unjudged, too',
    'the last result of a trial counts once',
    'a trial that has reported nothing by then is no peer',
    'NaN is the worst score',
    'infinities rank',
  ],
  pbt: [
    'a checkpoint that was reported serves',
    'NaN is the worst score',
    'in synchrony nobody pauses before the common time',
    'in synchrony nobody waits for a trial that has ended',
    'in synchrony somebody always has somewhere to go',
    'a trial that was a copy of ones no further ten times must get further',
    'what is missing inside of objects is filled in, too',
  ],
  resource_changing: [
    'nobody is asked about at the first result after a start',
    'the result at hand counts, and a trial without one is not the best',
    'all that is above an even share is given back',
    'the place of a trial that ended is kept for the next one',
    'resized trials are resumed before others start',
    'increaseByTimes counts without increaseBy, too',
    'NaN is never the best score',
  ],
}
