import { searchContract } from '../../support/search-contract.ts'

searchContract('nsga2', { learnsIn: 60, constraints: true, severalObjectives: true })
