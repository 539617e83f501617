import { searchContract } from '../../support/search-contract.ts'

searchContract('cma-es', { learnsIn: 60 })
