import { KEEP_PART, OPEN_PART, REMOVE_PART, readPart, readPartForm, readRow } from '#blocks/blueprint.ts'
import type { Modal } from '#blocks/kit.ts'
import {
  BACK,
  KEEP_SHEET,
  OPEN_BLUEPRINT,
  OPEN_FEEDBACK,
  OPEN_KNOWN,
  OPEN_NOTES,
  OPEN_SHEET,
  OPEN_SOLD,
  OPEN_TEXT,
  OPEN_WHO,
  readSheet,
  readSheetForm,
  readSheetPress,
} from '#blocks/knowledge.ts'
import { TURN_TEXT } from '#blocks/known.ts'
import { readPage, turned } from '#blocks/pages.ts'
import {
  KEEP_FEEDBACK,
  KEEP_NOTE,
  OPEN_NOTE,
  OPEN_ONE_FEEDBACK,
  readFeedback,
  readNote,
  readPaperForm,
} from '#blocks/papers.ts'
import {
  DECIDE,
  KEEP_MATTER,
  OPEN_DECISION,
  OPEN_MATTER,
  REOPEN,
  readDecision,
  readMatter,
  readMatterForm,
} from '#blocks/sold.ts'
import type { Context, Tx } from '#platform/context.ts'
import type { Actor, Press, Slack, Submission } from '#platform/slack/listen.ts'
import * as flow from './flow.ts'

/** What our own people know of an account, and what a handoff holds: read and written in forms. */
export function listenToKnowledge(slack: Slack, ctx: Context): void {
  const forms = formsOf(slack, ctx)
  forms.opens(OPEN_KNOWN, (tx, what) => flow.openKnown(tx, what, what.value))
  forms.redraws(BACK, (tx, what) => flow.openKnown(tx, what, what.value))
  forms.redraws(OPEN_SHEET, (tx, what) => flow.openSheet(tx, what, readSheetPress(what)))
  forms.submits(KEEP_SHEET, (tx, what) => {
    const form = readSheetForm(what.metadata)
    return flow.keepSheet(tx, what, form, readSheet(what.values, form.sheet))
  })
  forms.redraws(OPEN_WHO, (tx, what) => flow.openWho(tx, what, what.value))
  forms.opens(OPEN_TEXT, (tx, what) => flow.openText(tx, what, what.value))
  forms.redraws(turned(TURN_TEXT), (tx, what) => {
    const { id, page } = readPage(what.value)
    return flow.openText(tx, what, id, page)
  })
  listenToBlueprint(forms)
  listenToSelling(forms)
  listenToPapers(forms)
}

type Draw<What> = (tx: Tx, what: What) => Promise<Modal>

/** Every form here is drawn and kept in one transaction of the workspace in which somebody pressed. */
function formsOf(slack: Slack, ctx: Context) {
  const inTx = <What extends Actor>(draw: Draw<What>) => {
    return (what: What) => ctx.inWorkspace(what.workspaceId, (tx) => draw(tx, what))
  }
  return {
    opens: (id: string, draw: Draw<Press>) => slack.opens(id, inTx(draw)),
    redraws: (id: string | RegExp, draw: Draw<Press>) => slack.redraws(id, inTx(draw)),
    changes: (id: string, draw: Draw<Press>) => slack.changes(id, inTx(draw)),
    submits: (id: string, draw: Draw<Submission>) => slack.submits(id, inTx(draw)),
  }
}
type Forms = ReturnType<typeof formsOf>

function listenToBlueprint(forms: Forms): void {
  forms.redraws(OPEN_BLUEPRINT, (tx, what) => flow.openBlueprint(tx, what, what.value))
  forms.redraws(OPEN_PART, (tx, what) => flow.openPart(tx, what, readRow(what.value)))
  forms.changes(REMOVE_PART, (tx, what) => flow.dropPart(tx, what, readRow(what.value)))
  forms.submits(KEEP_PART, (tx, what) => flow.keepPart(tx, what, readPartForm(what.metadata), readPart(what.values)))
}

function listenToSelling(forms: Forms): void {
  forms.redraws(OPEN_SOLD, (tx, what) => flow.openSold(tx, what, what.value))
  forms.redraws(OPEN_MATTER, (tx, what) => flow.openMatter(tx, what, readRow(what.value)))
  forms.submits(KEEP_MATTER, (tx, what) =>
    flow.keepMatter(tx, what, readMatterForm(what.metadata), readMatter(what.values)),
  )
  forms.redraws(OPEN_DECISION, (tx, what) => flow.openDecision(tx, what, readRow(what.value)))
  forms.submits(DECIDE, (tx, what) => flow.decide(tx, what, readMatterForm(what.metadata), readDecision(what.values)))
  forms.changes(REOPEN, (tx, what) => flow.reopen(tx, what, readRow(what.value)))
}

function listenToPapers(forms: Forms): void {
  forms.redraws(OPEN_NOTES, (tx, what) => flow.openNotes(tx, what, what.value))
  forms.redraws(OPEN_NOTE, (tx, what) => flow.openNote(tx, what, readRow(what.value)))
  forms.submits(KEEP_NOTE, (tx, what) => flow.keepNote(tx, what, readPaperForm(what.metadata), readNote(what.values)))
  forms.redraws(OPEN_FEEDBACK, (tx, what) => flow.openFeedback(tx, what, what.value))
  forms.redraws(OPEN_ONE_FEEDBACK, (tx, what) => flow.openOneFeedback(tx, what, readRow(what.value)))
  forms.submits(KEEP_FEEDBACK, (tx, what) =>
    flow.keepFeedback(tx, what, readPaperForm(what.metadata), readFeedback(what.values)),
  )
}
