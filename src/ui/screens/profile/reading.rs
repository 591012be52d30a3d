//! The text pane: what changed against the state before, or the profile as it is; below it what the simulator
//! says about the change, where no other pane does.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::change::{self, Look, Mode};
use super::shared::Shared;
use super::tagged::Tags;
use super::{View, width};
use crate::actions::Action;
use crate::app::message::Work;
use crate::app::screens::profile::{self, BehindTab, Detail, ProfilePane, TextTab};
use crate::config::theme::Role;
use crate::diff::{Class, SentencePair, TextDiff};
use crate::domain::text::clean;
use crate::domain::{ProfileState, Task};
use crate::ui::glyphs::{CUT, POINTER, RULE};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::running;
use crate::ui::text::{cut, plural, wrap, wrap_plain};

/// From this width on two columns of text can stand side by side.
const SPLIT: usize = 96;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let profile = &view.app.screens().profile;
    let Some(batch) = profile.batch(view.subject) else {
        return empty(pen, area, view, &format!("User {} has no training ratings.", view.subject.id), &[]);
    };
    let Some(diff) = view.subject.diff(batch) else { return not_written(pen, area, view, batch) };
    let tab = profile.focus.text;
    if tab == TextTab::Raw {
        return super::stored::draw(pen, area, view, batch);
    }
    let sentences = profile.sentences(view.subject);
    let selected = profile.sentence(sentences.len()).unwrap_or(0);
    let is_diff = tab == TextTab::Diff && batch > 1;
    let mode = mode(profile.view, usize::from(area.width.saturating_sub(4)));
    let foot = if sentences.is_empty() {
        String::new()
    } else {
        format!("sentence {} of {}", selected + 1, sentences.len())
    };
    let mut scope = scope(diff, batch, profile, mode);
    if view.subject.state(batch).is_some_and(ProfileState::is_edited) {
        scope.insert(1, "edited".to_owned());
    }
    let title = view.text_title(pen);
    let pane = Pane {
        title,
        scope,
        foot,
        focused: view.focused(ProfilePane::Text),
        spot: Some(view.spot(ProfilePane::Text)),
    };
    let mut column = Column::new(pen.pane(area, &pane));
    let is_unchanged = batch > 1 && diff.count(Class::Same) == diff.sentences.len();
    if view.alone || is_unchanged {
        update(pen, &mut column, view, batch);
    }
    if tab == TextTab::Diff {
        notes(pen, &mut column, view, batch, sentences.len());
    }
    if is_diff {
        let tags = Tags::of(view.subject.account(batch));
        // Auto is the view that adapts; one that was chosen stays as it is.
        let heavy = diff.heavy_rewrite && profile.view == profile::View::Auto;
        let shared = heavy.then(|| Shared::of(&sentences));
        let linked = if profile.focus.is_on(BehindTab::Items) {
            profile.linked_sentences(view.subject)
        } else {
            Vec::new()
        };
        let unfolded = profile.unfolded(batch);
        let look = Look {
            mode,
            detail: profile.detail,
            unfolded: Some(&unfolded),
            tags: &tags,
            linked: &linked,
            shared: shared.as_ref(),
        };
        change::draw(pen, column.rest(), look, &sentences, selected);
    } else {
        text(pen, column.rest(), &sentences, selected);
    }
}

fn scope(diff: &TextDiff, batch: usize, profile: &profile::Profile, mode: Mode) -> Vec<String> {
    if batch == 1 || profile.focus.text == TextTab::Text {
        return vec![format!("B{batch}"), plural(diff.words_after, "word")];
    }
    let mut facts = vec![format!("B{} > B{batch}", batch - 1), mode.word().to_owned()];
    if profile.detail != Detail::Words {
        facts.push(profile.detail.word().to_owned());
    }
    if profile.hide_same {
        facts.push("same hidden".to_owned());
    }
    facts.push(format!("{:.0}% changed", diff.heat * 100.0));
    facts.push(format!("{} > {} words", diff.words_before, diff.words_after));
    facts
}

fn mode(view: profile::View, room: usize) -> Mode {
    match view {
        profile::View::Auto if room >= SPLIT => Mode::Split,
        profile::View::Auto | profile::View::Inline => Mode::Inline,
        profile::View::Split => Mode::Split,
        profile::View::After => Mode::After,
    }
}

/// What is worth knowing before reading the diff; where nearly all was written anew, what changed in meaning.
fn notes(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, batch: usize, listed: usize) {
    let Some(diff) = view.subject.diff(batch) else { return };
    let (role, note) = if batch == 1 {
        (Role::Dim, "first profile: nothing to compare with".to_owned())
    } else if diff.count(Class::Same) == diff.sentences.len() {
        (Role::Warn, "no words changed".to_owned())
    } else if listed == 0 {
        (Role::Dim, "no sentence to show".to_owned())
    } else if diff.heavy_rewrite {
        let after = diff.sentences_after();
        (Role::Warn, format!("mostly rewritten: {} of {after} sentences pair", diff.paired))
    } else {
        return;
    };
    let note = pen.span(role, note);
    column.put(pen, note);
    if batch > 1 && diff.heavy_rewrite {
        let changes = super::ledger::changes(view, batch);
        if !changes.is_empty() {
            let spans = [pen.span(Role::Dim, "Ledger: "), pen.span(Role::Text, changes)];
            let mut lines = wrap(&spans, column.width().min(pen.prose()));
            lines.truncate(usize::from(column.left() / 4).max(1));
            column.put_all(pen, lines);
        }
    }
    column.gap();
}

/// What the simulator says about the change, at the bottom: at most a third of the pane, or half beside the text
/// alone. What does not fit ends in an ellipsis.
fn update(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, batch: usize) {
    let Some(update) = view.subject.state(batch).and_then(|state| state.update.as_ref()) else { return };
    let room = column.width().min(pen.prose());
    let speaker = view.subject.speaker();
    let says =
        [pen.span(Role::Dim, format!("{speaker} says: ")), pen.span(Role::Text, clean(update).into_owned())];
    let mut lines = wrap(&says, room);
    let is_text = view.app.screens().profile.focus.text == TextTab::Text;
    let most = if is_text { column.left() / 2 } else { column.left() / 3 }.max(1);
    let height = (lines.len() as u16).min(most);
    if lines.len() > usize::from(height) {
        lines.truncate(usize::from(height));
        if let Some(last) = lines.last_mut() {
            let text = cut(&format!("{last} {CUT}"), room).into_owned();
            *last = Line::from(pen.span(Role::Text, text));
        }
    }
    let mut bottom = Column::new(column.take_bottom(height + 1));
    let rule = pen.span(Role::Border, RULE.repeat(bottom.width()));
    bottom.put(pen, rule);
    bottom.put_all(pen, lines);
}

/// The profile in paragraphs; the selected sentence is marked.
fn text(pen: &mut Pen<'_>, area: Rect, sentences: &[&SentencePair], selected: usize) {
    let room = usize::from(area.width).saturating_sub(2).min(pen.prose());
    let bar = pen.span(Role::Mark, POINTER);
    let selection = pen.style(Role::Selection);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut here = 0..0;
    let mut at = 0;
    // For every line which sentences stand in which of its cells.
    let mut parts: Vec<Vec<(usize, Range<usize>)>> = Vec::new();
    for paragraph in sentences.chunk_by(|_, next| !next.starts_paragraph) {
        if at > 0 {
            lines.push(Line::default());
            parts.push(Vec::new());
        }
        let mut ends = Ends { first: at, ..Ends::default() };
        let mut spans = Vec::new();
        for sentence in paragraph.iter().filter_map(|pair| pair.after.as_ref()) {
            if !spans.is_empty() {
                spans.push(Span::raw(" "));
            }
            let role = if at == selected { Role::Selection } else { Role::Text };
            spans.push(pen.span(role, sentence.text.as_str()));
            ends.push(&sentence.text);
            at += 1;
        }
        for line in pen.cache.wraps.wrap(&spans, room).iter() {
            let marked = line.spans.iter().any(|span| span.style == selection);
            if marked {
                here =
                    if here.is_empty() { lines.len()..lines.len() + 1 } else { here.start..lines.len() + 1 };
            }
            let mut spans = vec![if marked { bar.clone() } else { Span::raw(" ") }, Span::raw(" ")];
            spans.extend(line.spans.iter().cloned());
            lines.push(Line::from(spans));
            parts.push(ends.parts(line));
        }
    }
    let first = change::scrolled(pen, area, lines, &here, None);
    for (y, parts) in parts.iter().skip(first).take(usize::from(area.height)).enumerate() {
        for (at, cells) in parts {
            // Two cells for the pointer.
            let (x, width) = (area.x + 2 + cells.start as u16, cells.len() as u16);
            let cells = Rect { x, y: area.y + y as u16, width, height: 1 }.intersection(area);
            pen.cache.hits.row(cells, *at, selected, first);
        }
    }
}

/// Where the sentences of a paragraph end, counted in characters that wrapping keeps: all but spaces.
#[derive(Debug, Default)]
struct Ends {
    /// The number of the first sentence.
    first: usize,
    after: Vec<usize>,
    /// How many characters were met in lines so far.
    met: usize,
}

impl Ends {
    fn push(&mut self, text: &str) {
        let before = self.after.last().copied().unwrap_or(0);
        self.after.push(before + text.chars().filter(|character| !character.is_whitespace()).count());
    }

    /// Which sentences stand in which cells of the next line.
    fn parts(&mut self, line: &Line<'_>) -> Vec<(usize, Range<usize>)> {
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        let mut cell = 0;
        for character in line.spans.iter().flat_map(|span| span.content.chars()) {
            let wide = width(character.encode_utf8(&mut [0; 4]));
            if !character.is_whitespace() {
                let at = self.first + self.after.partition_point(|end| *end <= self.met);
                self.met += 1;
                match parts.last_mut().filter(|(last, _)| *last == at) {
                    Some((_, cells)) => cells.end = cell + wide,
                    None => parts.push((at, cell..cell + wide)),
                }
            }
            cell += wide;
        }
        parts
    }
}

fn not_written(pen: &mut Pen<'_>, area: Rect, view: View<'_>, batch: usize) {
    let (id, run) = (&view.subject.id, view.subject.run_id());
    if let Some(live) = view.app.live().of(id, run, Task::Profile).filter(|live| live.batch == batch) {
        return super::running::draw(pen, area, view, live);
    }
    let next = view.subject.written() + 1;
    if batch == next && !view.is_writing() && super::left::is_there(view) {
        return super::left::draw(pen, area, view, batch);
    }
    let items = view.subject.history.batch(next).map_or(0, |batch| batch.interactions.len());
    let foreseen = |work: Work| {
        let forecast = view.app.costs().of(&work);
        forecast.map_or_else(String::new, |forecast| format!(", {}", forecast.words()))
    };
    let (user, run) = (view.subject.id.clone(), view.subject.run_id());
    let cost = foreseen(Work::WriteNext { user: user.clone(), run });
    let reads = format!("writes batch {next} from {}{cost}", plural(items, "rating"));
    let rest = view.subject.batches().saturating_sub(view.subject.written());
    let all = if rest == 1 { "writes the one left".to_owned() } else { format!("writes all {rest} left") };
    let all = all + &foreseen(Work::WriteRest { user, run });
    let mut hints = vec![(Action::Run, reads), (Action::RunRest, all)];
    if view.app.is_replay() {
        hints = Vec::new();
    }
    let text = if view.is_writing() {
        String::new()
    } else if !view.subject.is_read {
        "Reading the run ...".to_owned()
    } else if view.app.is_replay() {
        format!("Batch {batch} is not there: the run stops before it, or what is played has not come so far.")
    } else if next == 1 {
        "Nothing yet.".to_owned()
    } else {
        format!("Batch {batch} is not written yet.")
    };
    empty(pen, area, view, &text, if view.subject.is_read { &hints } else { &[] });
}

/// A pane without a text: a sentence and which keys lead on.
fn empty(pen: &mut Pen<'_>, area: Rect, view: View<'_>, text: &str, hints: &[(Action, String)]) {
    let title = view.text_title(pen);
    let focused = view.focused(ProfilePane::Text);
    let mut column = Column::new(
        pen.pane(area, &Pane { title, focused, spot: Some(view.spot(ProfilePane::Text)), ..Pane::default() }),
    );
    column.gap();
    if let Some(job) = view.app.jobs().running(crate::app::jobs::Kind::Write).filter(|_| view.is_writing()) {
        let line = running(pen, view.app, &job.title, job.progress.as_ref());
        column.put(pen, line);
        return;
    }
    let room = column.width().min(pen.prose());
    let lines = wrap_plain(text, pen.style(Role::Text), room);
    column.put_all(pen, lines);
    column.gap();
    let keys: Vec<String> = hints.iter().map(|(action, _)| view.key(*action)).collect();
    let key_room = keys.iter().map(|key| width(key)).max().unwrap_or(0);
    for ((_, what), key) in hints.iter().zip(keys) {
        let line = vec![
            pen.span(Role::KeyHint, crate::ui::text::left(&key, key_room)),
            pen.span(Role::Text, format!("  {what}")),
        ];
        column.put(pen, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn every_cell_of_a_sentence_is_known_however_it_is_wrapped() {
        let sentences = ["One two three.", "四 five.", "Six."];
        for room in [4, 7, 12, 40] {
            let mut ends = Ends { first: 5, ..Ends::default() };
            for sentence in sentences {
                ends.push(sentence);
            }
            let mut said = [const { String::new() }; 3];
            for line in wrap_plain(&sentences.join(" "), Style::default(), room) {
                let text = line.to_string();
                for (at, cells) in ends.parts(&line) {
                    let mut cell = 0;
                    for character in text.chars() {
                        if cells.contains(&cell) && character != ' ' {
                            said[at - 5].push(character);
                        }
                        cell += width(&character.to_string());
                    }
                }
            }
            assert_eq!(said.join(" "), "Onetwothree. 四five. Six.", "{room}");
        }
    }
}
