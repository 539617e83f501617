// Trainables that do nothing but report: what is measured is everything around them.
export const trivial = ({ x }) => ({ loss: x })

const reporter = (count) => async (config, trial) => {
  for (let i = 0; i < count; i++) await trial.report({ loss: config.x + i })
}
export const report40000 = reporter(40_000)
export const report20000 = reporter(20_000)
export const report5000 = reporter(5_000)
