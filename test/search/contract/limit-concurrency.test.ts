import { createSearcher } from '../../../src/search/create-searcher.ts'
import { searchContract } from '../../support/search-contract.ts'

const name = 'limit_concurrency'

// With room enough it is as if it were not there. (`repeat` cannot be: it tries configs again.)
searchContract(name, { learnsIn: 60 }, (options = {}) =>
  'searcher' in options
    ? createSearcher(name, options)
    : createSearcher(name, { searcher: { name: 'cma-es', ...options }, maxConcurrent: 50 }),
)
