//! The rows around the panes: screens, what is looked at, keys, messages.

use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::bars::gauge_spans;
use super::pen::{Pen, line_width};
use crate::actions::Action;
use crate::app::filter::Filter;
use crate::app::jobs::{Job, Kind, Pace};
use crate::app::live::Live;
use crate::app::log::Level;
use crate::app::offers::Offer;
use crate::app::screens::calls;
use crate::app::{App, Phase, Progress, Screen};
use crate::config::keymap::{Context, Keymap};
use crate::config::theme::Role;
use crate::config::ui::Motion;
use crate::domain::{Call, CallTotals, Task};
use crate::ui::text::{cut, left, plural, thousands, width};

const fn screen_action(screen: Screen) -> Action {
    match screen {
        Screen::Users => Action::GoUsers,
        Screen::Profile => Action::GoProfile,
        Screen::Rate => Action::GoRate,
        Screen::Metrics => Action::GoMetrics,
        Screen::Calls => Action::GoCalls,
        Screen::Runs | Screen::Compare => Action::GoRuns,
        Screen::Prompts => Action::GoPrompts,
    }
}

/// How much of the names of the screens is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    /// All, after that of the program.
    All,
    /// All of the screens.
    Screens,
    /// That of the screen in front; of the others their keys.
    Front,
}

/// The name, the screens with their keys, and the key of the help.
pub fn header(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let (context, front) = (app.screen_context(), app.screen().tab());
    pen.part(area, (context, front, app.is_replay()), |pen| draw_header(pen, area, app, context, front));
}

fn draw_header(pen: &mut Pen<'_>, area: Rect, app: &App, context: Context, front: Screen) {
    let key = |screen| app.keymap().key(context, screen_action(screen)).map(|key| key.to_string());
    let keys = Screen::ALL.map(|screen| (screen, key(screen)));
    let label = |screen: Screen, key: &Option<String>, names| match key {
        Some(key) if names == Names::Front && screen != front => key.clone(),
        Some(key) => format!("{key} {}", screen.title()),
        None => screen.title().to_owned(),
    };
    let labels = |names| keys.iter().map(move |(screen, key)| (*screen, label(*screen, key, names)));
    let start = |names| if names == Names::All { 9 } else { 1 };
    let fits = |names: &Names| {
        let tabs: usize = labels(*names).map(|(_, label)| width(&label) + 2).sum();
        tabs + start(*names) + 2 <= usize::from(area.width)
    };
    let names = [Names::All, Names::Screens].into_iter().find(fits).unwrap_or(Names::Front);
    let mut spans = vec![Span::raw(" ")];
    if names == Names::All {
        // As wide as the name.
        let name = if app.is_replay() { "replay " } else { "lusifer" };
        spans.extend([pen.span(Role::Strong, name), Span::raw(" ")]);
    }
    let mut x = area.x + start(names) as u16;
    for (screen, name) in labels(names) {
        let wide = width(&name) as u16 + 2;
        let tab = Rect { x, width: wide, ..area }.intersection(area);
        pen.cache.hits.action(tab, screen_action(screen));
        x += wide;
        if screen == front {
            spans.push(pen.span(Role::Title, format!("[{name}]")));
        } else {
            spans.push(pen.span(Role::Dim, format!(" {name} ")));
        }
    }
    pen.line(area, &Line::from(spans));
    if let Some(key) = app.keymap().key(context, Action::Help) {
        let key = pen.span(Role::KeyHint, key.to_string());
        // The name of the help gives way to those of the screens.
        let room = usize::from(area.right().saturating_sub(x));
        let help = pen.span(Role::Dim, if room < width(&key.content) + 7 { " " } else { " help " });
        // Where the name has no room it is said here.
        let replay = if app.is_replay() && names != Names::All { " replay  " } else { " " };
        let line = Line::from(vec![pen.span(Role::Strong, replay), key, help]);
        pen.line_right(area, &line);
        let wide = (line_width(&line) as u16).min(area.width);
        pen.cache.hits.action(Rect { x: area.right() - wide, width: wide, ..area }, Action::Help);
    }
}

/// A key as the footer shows it: arrows and names short.
pub fn hint(keymap: &Keymap, context: Context, actions: &[Action]) -> Option<String> {
    let keys: Vec<String> =
        actions.iter().filter_map(|&action| keymap.key(context, action)).map(|key| key.to_string()).collect();
    (!keys.is_empty()).then(|| keys.join("/"))
}

/// The keys of this place, as many as fit; that of the help is in the header.
pub fn footer(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let context = app.context();
    let offers = app.offers();
    let shown: Vec<&Offer> = offers.iter().filter(|offer| offer.footer && offer.off.is_none()).collect();
    let of: Vec<_> = shown.iter().map(|offer| (offer.actions, &offer.label)).collect();
    pen.part(area, (context, of), |pen| draw_hints(pen, area, app.keymap(), context, &shown));
}

/// What works here and has a key, with its keys.
fn draw_hints(pen: &mut Pen<'_>, area: Rect, keymap: &Keymap, context: Context, offers: &[&Offer]) {
    let room = usize::from(area.width);
    let mut spans = vec![Span::raw(" ")];
    let mut used = 1;
    for offer in offers {
        let Some(key) = hint(keymap, context, offer.actions) else { continue };
        let (label, keys) = (&offer.label, width(&key));
        let wide = keys + 1 + width(label) + 3;
        // A shorter one further on may still fit, but keys that jump about help nobody.
        if used + wide > room + 2 {
            break;
        }
        let at = |from: usize, cells: usize| {
            Rect { x: area.x + from as u16, width: cells as u16, ..area }.intersection(area)
        };
        // The words stand for the first of the keys, each key for itself.
        if let Some(first) = offer.actions.first() {
            pen.cache.hits.action(at(used, wide - 3), *first);
        }
        let mut from = used;
        for &action in offer.actions {
            let Some(key) = keymap.key(context, action) else { continue };
            let cells = width(&key.to_string());
            pen.cache.hits.action(at(from, cells), action);
            from += cells + 1;
        }
        used += wide;
        spans.push(pen.span(Role::KeyHint, key));
        spans.push(pen.span(Role::Text, format!(" {label}   ")));
    }
    pen.line(area, &Line::from(spans));
}

/// Keys that began something: what they were, and how it can go on.
fn begun(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let context = app.context();
    let typed: Vec<_> = app.begun().iter().map(ToString::to_string).collect();
    let mut spans = vec![pen.span(Role::Strong, format!("  {} ...", typed.join(" ")))];
    let drop = hint(app.keymap(), context, &[Action::Back]).map(|key| format!("{key} drops it "));
    let right = Line::from(pen.span(Role::Dim, drop.unwrap_or_default()));
    let room = usize::from(area.width).saturating_sub(line_width(&right) + 1);
    let mut used = line_width(&Line::from(spans.clone()));
    for (rest, action) in app.keymap().continuations(context, app.begun()) {
        let (key, title) = (format!("   {rest}"), format!(" {}", action.title()));
        used += width(&key) + width(&title);
        if used > room {
            break;
        }
        spans.extend([pen.span(Role::KeyHint, key), pen.span(Role::Text, title)]);
    }
    pen.line(area, &Line::from(spans));
    pen.line_right(area, &right);
}

/// Keys that wait for the next one, or a message, or what runs, or what the study is. What is being opened stands
/// in the body already.
pub fn status(pen: &mut Pen<'_>, area: Rect, app: &App) {
    if !app.begun().is_empty() {
        return begun(pen, area, app);
    }
    if let Some(entry) = app.log().shown() {
        let (role, mark) = match entry.level {
            Level::Info => (Role::Info, "  "),
            Level::Warn => (Role::Warn, "! "),
            Level::Error => (Role::Error, "! "),
        };
        let dismiss = hint(app.keymap(), app.context(), &[Action::Back]);
        let dismiss = dismiss.filter(|_| entry.level == Level::Error).map(|key| format!("{key} dismisses"));
        let right = dismiss.unwrap_or_default();
        let room = usize::from(area.width).saturating_sub(width(&right) + 3);
        let text = format!(" {}", cut(&format!("{mark}{}", entry.text), room));
        let line = Line::from(pen.span(role, text));
        pen.line(area, &line);
        let right = Line::from(pen.span(Role::Dim, format!("{right} ")));
        pen.line_right(area, &right);
    } else if let Some(job) = app.jobs().foremost().filter(|_| !matches!(app.phase(), Phase::Loading)) {
        // Of several users the progress says what the title does.
        let counted = job.kind == Kind::WriteAll && job.progress.is_some();
        let title = if counted { "writing" } else { &job.title };
        let mut line = running(pen, app, title, job.progress.as_ref());
        line.spans.extend(pace(pen, app, job));
        let live = app.live().of_job(job.id).filter(|_| !job.is_cohort());
        if let Some(words) = live.map(Live::words) {
            let room = usize::from(area.width).saturating_sub(line_width(&line) + 3);
            line.spans.push(pen.span(Role::Text, format!("   {}", cut(&words, room))));
        }
        pen.line(area, &line);
    } else if let Phase::Open(study) = app.phase() {
        let meter = app.costs().metered().filter(|_| study.data.asks_a_model);
        let meter = Line::from(pen.span(Role::Dim, meter.map_or_else(String::new, |meter| meter + " ")));
        let room = usize::from(area.width).saturating_sub(line_width(&meter) + 2);
        if let Some(facts) = calls_of_state(app) {
            let line = Line::from(pen.span(Role::Dim, format!("  {facts}")));
            // The state's own figures say it where both do not fit.
            if line_width(&line) <= room {
                pen.line_right(area, &meter);
            }
            return pen.line(area, &line);
        }
        let (history, seed) = (study.data.history, study.data.seed);
        pen.part(area, (history, seed, &meter), |pen| {
            let batches = format!("{} ratings in batches of {}", history.length, history.batch_size);
            let facts = format!("  last {batches}, {}   seed {seed}", history.order.word());
            let line = Line::from(pen.span(Role::Dim, facts));
            pen.line(area, &line);
            if line_width(&line) <= room {
                pen.line_right(area, &meter);
            }
        });
    }
}

/// `call 13   1,812/296 tokens   $0.0005   2.1 s   1 retry`: what the state that Profile shows took.
fn calls_of_state(app: &App) -> Option<String> {
    let subject = app.study().and_then(|study| study.subject.as_ref())?;
    let batch = app.screens().profile.batch(subject).filter(|_| app.screen() == Screen::Profile)?;
    let of_it =
        |call: &&Arc<Call>| call.made.task == Task::Profile && call.made.batch == batch && !call.is_aside();
    let calls: Vec<&Arc<Call>> = subject.calls.iter().filter(of_it).collect();
    let last = calls.last()?;
    let totals = CallTotals::of(calls.iter().map(|call| &call.made));
    let count = |tokens: Option<u64>| tokens.map_or_else(|| "?".to_owned(), thousands);
    let shows = hint(app.keymap(), app.context(), &[Action::GoCalls]);
    let shows = shows.map_or_else(String::new, |key| format!(" ({key})"));
    let mut facts = vec![format!("call {}{shows}", last.id)];
    if !last.made.outcome.is_good() {
        facts.push(calls::status(&last.made));
    }
    facts.push(format!("{}/{} tokens", count(totals.tokens_in), count(totals.tokens_out)));
    facts.push(totals.cost());
    facts.push(format!("{} s", calls::seconds(totals.milliseconds)));
    if totals.calls > 1 {
        facts.push(plural(totals.calls, "call"));
    }
    facts.retain(|fact| !fact.is_empty());
    Some(facts.join("   "))
}

/// What runs, how far it is, and which key stops it.
pub fn running(pen: &Pen<'_>, app: &App, title: &str, progress: Option<&Progress>) -> Line<'static> {
    let mut spans = vec![pen.span(Role::Info, format!("  {title}"))];
    if let Some(progress) = progress {
        if !title.starts_with(&progress.what) {
            spans.push(pen.span(Role::Dim, format!("  {}", cut(&progress.what, 40))));
        }
        let count = match progress.total {
            Some(total) => format!("{} of {} {}", thousands(progress.done), thousands(total), progress.unit),
            None => format!("{} {}", thousands(progress.done), progress.unit),
        };
        // Where nothing is to move, the count says how far it is.
        let moves = app.settings().motion == Motion::Normal;
        if let Some(total) = progress.total.filter(|total| *total > 0 && moves) {
            spans.push(Span::raw("  "));
            spans.extend(gauge_spans(pen, Role::Info, progress.done as f64 / total as f64, 10));
        }
        spans.push(pen.span(Role::Dim, format!("  {count}")));
    }
    let stop = if matches!(app.phase(), Phase::Loading) { Action::Back } else { Action::Cancel };
    if let Some(key) = app.keymap().key(app.screen_context(), stop) {
        spans.push(pen.span(Role::KeyHint, format!("   {key}")));
        spans.push(pen.span(Role::Dim, " stops"));
    }
    Line::from(spans)
}

/// For how many users a job failed, that it is held or will be, and which key lets it go on or holds it.
fn pace(pen: &Pen<'_>, app: &App, job: &Job) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if job.failures > 0 {
        spans.push(pen.span(Role::Warn, format!("   {} failed", job.failures)));
    }
    let key = app.keymap().key(app.screen_context(), Action::Pause).filter(|_| job.has_steps);
    let Some(key) = key else { return spans };
    let (said, does) = match job.pace {
        Pace::Going => ("", " pauses"),
        Pace::Holding => ("   pausing", " goes on"),
        Pace::Held => ("   paused", " goes on"),
    };
    spans.push(pen.span(Role::Warn, said));
    spans.push(pen.span(Role::KeyHint, format!("   {key}")));
    spans.push(pen.span(Role::Dim, does));
    spans
}

/// Names of inner tabs, the active one marked by brackets so that it can be told without colour.
/// They end the title of the pane that is drawn next.
pub fn tabs(pen: &mut Pen<'_>, names: &[&'static str], active: usize) -> Line<'static> {
    let mut spans = Vec::new();
    let by = |at: usize| at.cast_signed() - active.cast_signed();
    let cells = |name: &str| width(name) as u16 + 2;
    if names.len() > 1 {
        pen.cache.hits.tabs(names.iter().enumerate().map(|(at, name)| (cells(name), by(at))));
    }
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            spans.push(Span::raw(" "));
        }
        if at == active && names.len() > 1 {
            spans.push(pen.span(Role::Title, format!("[{name}]")));
        } else if names.len() > 1 {
            spans.push(pen.span(Role::Dim, format!(" {name} ")));
        } else {
            spans.push(pen.span(Role::Title, *name));
        }
    }
    Line::from(spans)
}

/// A filter line: key and text with the cursor, or what it says when nothing is typed.
pub fn filter(pen: &mut Pen<'_>, area: Rect, app: &App, filter: &Filter, right: &str) {
    let input = filter.input();
    let of = (app.screen_context(), filter.is_open(), input.text(), input.cursor(), filter.example(), right);
    pen.part(area, of, |pen| draw_filter(pen, area, app, filter, right));
}

fn draw_filter(pen: &mut Pen<'_>, area: Rect, app: &App, filter: &Filter, right: &str) {
    let right_line = Line::from(pen.span(Role::Dim, right.to_owned()));
    let room = usize::from(area.width).saturating_sub(line_width(&right_line) + 2);
    let text = filter.input().text();
    let key = hint(app.keymap(), app.screen_context(), &[Action::Find]).unwrap_or_default();
    let mut spans = vec![pen.span(Role::KeyHint, format!("{key} "))];
    if filter.is_open() || !text.is_empty() {
        let label = "filter: ";
        spans.push(pen.span(Role::Dim, label));
        let room = room.saturating_sub(width(&key) + 1 + width(label));
        spans.extend(typed(pen, filter.input(), room, filter.is_open()));
    } else {
        let example = filter.example();
        let known = width(&key) + 1 + width("filter   e.g. ") + width(example) <= room && !example.is_empty();
        let text = if known { format!("filter   e.g. {example}") } else { "filter".to_owned() };
        spans.push(pen.span(Role::Dim, text));
    }
    pen.line(area, &Line::from(spans));
    pen.line_right(area, &right_line);
}

/// A text being typed in `room` cells, with a reversed cell for the cursor; its end stays in sight.
pub fn typed(
    pen: &Pen<'_>,
    input: &crate::app::input::LineInput,
    room: usize,
    active: bool,
) -> Vec<Span<'static>> {
    let characters: Vec<char> = input.text().chars().collect();
    let at = input.cursor().min(characters.len());
    let text =
        |from: usize, to: usize| characters.get(from..to).unwrap_or_default().iter().collect::<String>();
    // Drop characters from the front until what is before the cursor fits with the cursor.
    let mut from = 0;
    while from < at && width(&text(from, at)) + 2 > room {
        from += 1;
    }
    let before = text(from, at);
    if !active {
        return vec![pen.span(Role::Text, cut(&text(from, characters.len()), room).into_owned())];
    }
    let under = characters.get(at).map_or_else(|| " ".to_owned(), char::to_string);
    let after_room = room.saturating_sub(width(&before) + width(&under));
    let after = left(&text((at + 1).min(characters.len()), characters.len()), after_room);
    let cursor = pen.style(Role::Text).add_modifier(ratatui::style::Modifier::REVERSED);
    vec![
        pen.span(Role::Text, before),
        Span::styled(under, cursor),
        pen.span(Role::Text, after.trim_end().to_owned()),
    ]
}
