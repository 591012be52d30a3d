//! What is asked of a model at present: its tries, what it waits for, and the text as it arrives.

use ratatui::text::{Line, Span};

use super::bars::gauge_spans;
use super::pen::{Column, Pen};
use super::place::key_of;
use crate::actions::Action;
use crate::app::App;
use crate::app::live::{Live, Try, Waiting};
use crate::app::screens::calls::{clock, money, seconds};
use crate::config::theme::Role;
use crate::config::ui::Motion;
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::{clean, clean_line};
use crate::domain::{NewCall, Outcome};
use crate::simulation::{Draft, Hindrance};
use crate::ui::text::{cut, left, right, width, wrap, wrap_plain};

/// Cells of a bar that shows how much of a wait is over.
const BAR: usize = 10;

/// `Batch 4 of 4   attempt 2 of 3   openai:gpt-4o-mini`
pub fn head(pen: &Pen<'_>, what: &str, live: &Live) -> Line<'static> {
    let mut spans = vec![pen.span(Role::Strong, what.to_owned())];
    if let Some(last) = live.tries.last() {
        let (attempt, attempts) = match &live.wait {
            Some(Waiting { wait, .. }) => (wait.attempt, wait.attempts),
            None => (last.asked.attempt, last.asked.attempts),
        };
        spans.push(pen.span(Role::Text, format!("   attempt {attempt} of {attempts}")));
        spans.push(pen.span(Role::Dim, format!("   {}", clean_line(&last.asked.model))));
    }
    Line::from(spans)
}

/// A row for each try, of many the last ones.
pub fn tries(pen: &mut Pen<'_>, column: &mut Column, live: &Live, most: usize) {
    let skipped = live.tries.len().saturating_sub(most);
    let lines: Vec<_> =
        live.tries.iter().skip(skipped).map(|one| row(pen, one, live, column.width())).collect();
    column.put_all(pen, lines);
}

fn row(pen: &Pen<'_>, one: &Try, live: &Live, room: usize) -> Line<'static> {
    let characters = live.draft.characters();
    let (said, received) = match &one.over {
        Some((outcome, cost)) => (what_came(outcome), tokens(cost.tokens_out)),
        None if live.wait.is_some() => ((Role::Info, "waiting", String::new()), String::new()),
        None if characters == 0 => ((Role::Info, "running", "nothing yet".to_owned()), String::new()),
        None => {
            let received = format!("{} chars", thousands(characters as u64));
            ((Role::Info, "running", "receiving ...".to_owned()), received)
        }
    };
    let took = one.took().as_millis() as u64;
    fields(pen, (one.asked.attempt, &one.asked.sent), said, (took, &received), room)
}

/// The row of a try that is kept.
pub fn kept_row(pen: &Pen<'_>, call: &NewCall, room: usize) -> Line<'static> {
    let received = match call.cost.tokens_out {
        None if !call.text.is_empty() => format!("{} chars", thousands(call.text.chars().count() as u64)),
        known => tokens(known),
    };
    let end = (call.cost.total_ms, received.as_str());
    fields(pen, (call.attempt, &call.sent), what_came(&call.outcome), end, room)
}

fn tokens(known: Option<u64>) -> String {
    known.map_or_else(String::new, |tokens| format!("{} tok", thousands(tokens)))
}

/// What came of a try: one word, and the reason.
fn what_came(outcome: &Outcome) -> (Role, &'static str, String) {
    let (role, why) = match outcome {
        Outcome::Accepted => (Role::Supports, String::new()),
        Outcome::Repaired { what } => (Role::Supports, clean_line(what)),
        Outcome::Rejected { why } => (Role::Warn, clean_line(why)),
        Outcome::Failed { words, .. } => (Role::Error, clean_line(words)),
        Outcome::Cancelled => (Role::Dim, String::new()),
    };
    (role, outcome.word(), why)
}

/// `  1  12:04:31  rejected  line 3: text after the end   1.9 s   212 tok`
fn fields(
    pen: &Pen<'_>,
    (attempt, sent): (u32, &str),
    (role, status, why): (Role, &'static str, String),
    (took, received): (u64, &str),
    room: usize,
) -> Line<'static> {
    let head = format!("{attempt:>3}  {}  ", clock(sent));
    let status = left(status, 10);
    let end = format!("{}{}", right(&format!("{} s", seconds(took)), 8), right(received, 12));
    let free = room.saturating_sub(width(&head) + width(&status) + width(&end));
    Line::from(vec![
        pen.span(Role::Dim, head),
        pen.span(role, status),
        pen.span(Role::Text, left(&why, free)),
        pen.span(Role::Dim, end),
    ])
}

/// Why nothing is sent, how long that is, and what can be done about it.
pub fn waiting(pen: &mut Pen<'_>, column: &mut Column, app: &App, waiting: &Waiting) {
    column.rule(pen, "Waiting");
    let wait = &waiting.wait;
    let (what, words, asked) = match &wait.why {
        Hindrance::Failed { cause, status, words, asked } => {
            let status = status.map_or_else(String::new, |status| format!(" ({status})"));
            (format!("{}{status}", cause.replace('-', " ")), clean_line(words), *asked)
        }
        Hindrance::Limit => {
            ("held by a limit of requests or tokens per minute".to_owned(), String::new(), None)
        }
        Hindrance::Full { .. } => (format!("waiting {}", waiting.why()), String::new(), None),
        Hindrance::Outage => ("the server is away".to_owned(), waiting.why(), None),
    };
    let next = format!("   next is attempt {} of {}", wait.attempt, wait.attempts);
    let line = vec![pen.span(Role::Warn, what), pen.span(Role::Text, next)];
    column.put(pen, line);
    if !words.is_empty() {
        let mut lines = wrap_plain(&words, pen.style(Role::Text), column.width().min(pen.prose()));
        // How long, and the keys, are never pushed out by what a server says.
        lines.truncate(usize::from(column.left().saturating_sub(2)).clamp(1, 4));
        column.put_all(pen, lines);
    }
    let mut line = Vec::new();
    match waiting.seconds_left() {
        Some(seconds) => {
            line.push(pen.span(Role::Strong, format!("next try in {seconds} s")));
            if let Some(share) = waiting.share().filter(|_| app.settings().motion == Motion::Normal) {
                line.push(Span::raw("  "));
                line.extend(gauge_spans(pen, Role::Info, share, BAR));
            }
        }
        None if matches!(wait.why, Hindrance::Full { .. }) => {
            line.push(pen.span(Role::Strong, "it is sent when one of them is over"));
        }
        None => line.push(pen.span(Role::Strong, "next try when it is back")),
    }
    if let Some(asked) = asked {
        let asked = format!("   server asked for {} s", asked.as_secs_f64().ceil());
        line.push(pen.span(Role::Dim, asked));
    }
    column.put(pen, line);
    let now = waiting.can_be_cut().then_some((Action::Hurry, "now"));
    let keys = now.into_iter().chain([(Action::Cancel, "cancel"), (Action::GoCalls, "the raw calls")]);
    let mut line = Vec::new();
    for (action, what) in keys {
        line.push(pen.span(Role::KeyHint, key_of(app, action)));
        line.push(pen.span(Role::Text, format!(" {what}   ")));
    }
    column.put(pen, line);
    column.gap();
}

/// `2 calls   3,624 in + 508 out tokens   $0.0009   $0.0031 of $0.50 spent`
pub fn spent(live: &Live) -> String {
    let over: Vec<_> = live.tries.iter().filter_map(|one| one.over.as_ref()).map(|(_, cost)| cost).collect();
    let sum = |of: fn(&crate::domain::CallCost) -> Option<u64>| {
        over.iter().filter_map(|cost| of(cost)).reduce(|a, b| a + b)
    };
    let mut facts = vec![plural(live.tries.len(), "call")];
    if let (Some(sent), Some(received)) = (sum(|cost| cost.tokens_in), sum(|cost| cost.tokens_out)) {
        facts.push(format!("{} in + {} out tokens", thousands(sent), thousands(received)));
    }
    let dollars: Vec<f64> = over.iter().filter_map(|cost| cost.cost_usd).collect();
    let dollars = (!dollars.is_empty()).then(|| dollars.iter().sum::<f64>());
    facts.extend(dollars.filter(|dollars| *dollars > 0.0).map(money));
    if let Some(budget) = live.budget() {
        facts.push(format!("budget {}, {} spent before", money(budget.cap), money(budget.spent)));
    }
    facts.join("   ")
}

/// The answer as it arrives. The end is in sight, or what is so many rows above it.
pub fn text(pen: &mut Pen<'_>, column: &mut Column, live: &Live, raw: bool, above: usize) {
    let lines = lines(pen, &live.draft, raw, Role::Text, true, column.width());
    let last = lines.len().saturating_sub(usize::from(column.left()));
    column.put_all(pen, lines.into_iter().skip(last - above.min(last)));
}

/// The beginning of an answer that is over.
pub fn draft(pen: &mut Pen<'_>, column: &mut Column, draft: &Draft, raw: bool, role: Role) {
    let lines = lines(pen, draft, raw, role, false, column.width());
    column.put_all(pen, lines);
}

/// The texts of an answer, or all of it where it has none that can be read, in lines; its end is marked where it may
/// go on.
fn lines(
    pen: &mut Pen<'_>,
    draft: &Draft,
    raw: bool,
    role: Role,
    goes_on: bool,
    room: usize,
) -> Vec<Line<'static>> {
    let room = room.min(pen.prose());
    let mut lines: Vec<Line<'static>> = Vec::new();
    if draft.characters() == 0 {
        return lines;
    }
    let whole = [(String::new(), draft.raw().to_owned())];
    let texts = draft.texts().filter(|_| !raw).unwrap_or(&whole);
    for (at, (key, text)) in texts.iter().enumerate() {
        if at > 0 {
            lines.push(Line::default());
        }
        let text = clean(text);
        let mut paragraphs = text.split('\n').enumerate().peekable();
        while let Some((row, paragraph)) = paragraphs.next() {
            let mut spans = vec![pen.span(role, paragraph)];
            if row == 0 && at > 0 {
                spans.insert(0, pen.span(Role::Dim, format!("{}: ", clean_line(key))));
            }
            if goes_on && paragraphs.peek().is_none() && at + 1 == texts.len() {
                // What grows with every frame is not worth remembering.
                spans.push(pen.span(Role::Info, "_"));
                lines.extend(wrap(&spans, room));
            } else {
                lines.extend(pen.cache.wraps.wrap(&spans, room).iter().cloned());
            }
        }
    }
    if draft.is_cut() {
        let count = thousands(draft.characters() as u64);
        let said = format!("{count} characters so far, of which this is the beginning");
        lines.push(Line::default());
        lines.push(Line::from(pen.span(Role::Warn, cut(&said, room).into_owned())));
    }
    lines
}
