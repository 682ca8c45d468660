export { addAccount, keepProfile, keepRoles, openAdd, openPeople, openProfile } from './forms.ts'
export {
  keepCriterion,
  keepMilestone,
  openCriterion,
  openMilestone,
  openPlan,
  removeCriterion,
  removeMilestone,
} from './plan.ts'
