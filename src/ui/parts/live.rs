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
use crate::domain::Outcome;
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::{clean, clean_line};
use crate::simulation::Hindrance;
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
    let took = format!("{} s", seconds(one.took().as_millis() as u64));
    let received = match &one.over {
        Some((_, cost)) => {
            cost.tokens_out.map_or_else(String::new, |tokens| format!("{} tok", thousands(tokens)))
        }
        None if live.draft.characters() == 0 => String::new(),
        None => format!("{} chars", thousands(live.draft.characters() as u64)),
    };
    let (role, status, said) = match &one.over {
        None if live.wait.is_some() => (Role::Info, "waiting".to_owned(), String::new()),
        None if live.draft.characters() == 0 => (Role::Info, "running".to_owned(), "nothing yet".to_owned()),
        None => (Role::Info, "running".to_owned(), "receiving ...".to_owned()),
        Some((outcome, _)) => match outcome {
            Outcome::Accepted => (Role::Supports, outcome.word().to_owned(), String::new()),
            Outcome::Repaired { what } => (Role::Supports, outcome.word().to_owned(), clean_line(what)),
            Outcome::Rejected { why } => (Role::Warn, outcome.word().to_owned(), clean_line(why)),
            Outcome::Failed { words, .. } => (Role::Error, outcome.word().to_owned(), clean_line(words)),
            Outcome::Cancelled => (Role::Dim, outcome.word().to_owned(), String::new()),
        },
    };
    let head = format!("{:>3}  {}  ", one.asked.attempt, clock(&one.asked.sent));
    let status = left(&status, 10);
    let end = format!("{}{}", right(&took, 8), right(&received, 12));
    let free = room.saturating_sub(width(&head) + width(&status) + width(&end));
    Line::from(vec![
        pen.span(Role::Dim, head),
        pen.span(role, status),
        pen.span(Role::Text, left(&said, free)),
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
        Hindrance::Outage => ("the server is away".to_owned(), waiting.why(), None),
    };
    let next = format!("   next is attempt {} of {}", wait.attempt, wait.attempts);
    let line = vec![pen.span(Role::Warn, what), pen.span(Role::Text, next)];
    column.put(pen, line);
    if !words.is_empty() {
        let mut lines = wrap_plain(&words, pen.style(Role::Text), column.width().min(pen.prose()));
        lines.truncate(usize::from(column.left() / 2).clamp(1, 4));
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

/// The answer as it arrives: its texts, or all of it where it has none yet. The end is in sight, or what is so many
/// rows above it.
pub fn text(pen: &mut Pen<'_>, column: &mut Column, live: &Live, raw: bool, above: usize) {
    let draft = &live.draft;
    if draft.characters() == 0 {
        return;
    }
    let room = column.width().min(pen.prose());
    let mut lines: Vec<Line<'static>> = Vec::new();
    match draft.texts().filter(|_| !raw) {
        Some(texts) => {
            for (at, (key, text)) in texts.iter().enumerate() {
                if at > 0 {
                    lines.push(Line::default());
                }
                let label = if at > 0 { format!("{}: ", clean_line(key)) } else { String::new() };
                let is_last = at + 1 == texts.len();
                paragraphs(pen, &mut lines, &label, &clean(text), room, is_last);
            }
        }
        None => paragraphs(pen, &mut lines, "", &clean(draft.raw()), room, true),
    }
    if draft.is_cut() {
        let said = format!(
            "{} characters so far, of which this is the beginning",
            thousands(draft.characters() as u64)
        );
        lines.push(Line::default());
        lines.push(Line::from(pen.span(Role::Warn, cut(&said, room).into_owned())));
    }
    let height = usize::from(column.left());
    let last = lines.len().saturating_sub(height);
    column.put_all(pen, lines.into_iter().skip(last - above.min(last)));
}

/// Wraps a text, and marks its end where it may go on.
fn paragraphs(
    pen: &mut Pen<'_>,
    lines: &mut Vec<Line<'static>>,
    label: &str,
    text: &str,
    room: usize,
    goes_on: bool,
) {
    let mut all = text.split('\n').peekable();
    let mut is_first = true;
    while let Some(paragraph) = all.next() {
        let label = if std::mem::take(&mut is_first) { label } else { "" };
        let mut spans = vec![pen.span(Role::Dim, label.to_owned()), pen.span(Role::Text, paragraph)];
        if all.peek().is_none() && goes_on {
            // What grows with every frame is not worth remembering.
            spans.push(pen.span(Role::Info, "_"));
            lines.extend(wrap(&spans, room));
        } else {
            lines.extend(pen.cache.wraps.wrap(&spans, room).iter().cloned());
        }
    }
}
