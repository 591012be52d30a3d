//! What repeating a step came to, line by line: how far apart texts and ratings lie, and what comes again and again;
//! never how it is drawn.

use std::collections::BTreeSet;

use crate::app::App;
use crate::app::screens::calls::{CallLine, Ink};
use crate::app::spread::SpreadSheet;
use crate::domain::numbers::{money, plural};
use crate::domain::text::clean_line;
use crate::domain::{BesideChance, Id, RepeatStep, Spread};
use crate::explain::{MARKS, StepSpread, TextSpread};
use crate::metrics::{ByChance, RatingSpread, beside_chance};

/// Cells of an item's ratings, each a number and a space; of more the first ones.
const RATINGS: usize = 24;

impl App {
    /// The lines of a spread.
    pub fn spread_lines(&self, sheet: &SpreadSheet) -> Vec<CallLine> {
        if let Some(why) = &sheet.why {
            return vec![said(Ink::Bad, why.clone())];
        }
        let Some(spreads) = &sheet.spreads else { return vec![said(Ink::Quiet, "being read ...")] };
        let mut lines = Vec::new();
        if let [a, b] = spreads.as_slice() {
            lines.extend(beside(a, b));
        }
        for spread in spreads {
            if !lines.is_empty() {
                lines.push(CallLine::default());
            }
            let times = plural(spread.repeated(), "time");
            let cost = spread.usage.cost_usd.filter(|dollars| *dollars > 0.0 && spread.repeated() > 0);
            let cost = cost.map_or_else(String::new, |dollars| format!(" for {}", money(dollars)));
            let head = format!("{} of user {}, repeated {times}{cost}", spread.step.words(), spread.user);
            lines.push(CallLine::of(vec![
                (Ink::Strong, clean_line(&head)),
                (Ink::Quiet, kept(spread).to_owned()),
            ]));
            lines.extend(spread.notes.iter().map(|note| said(Ink::Quiet, note.clone())));
            lines.extend(spread.text.iter().flat_map(|text| texts(text, spread)));
            lines.extend(spread.ratings.iter().flat_map(|ratings| self.ratings(ratings)));
            if spread.text.is_none() && spread.ratings.is_none() {
                lines.push(said(
                    Ink::Plain,
                    "Nothing to compare yet: a repetition asks the same once more, under another seed.",
                ));
            }
        }
        lines
    }

    fn ratings(&self, ratings: &RatingSpread) -> Vec<CallLine> {
        let mut lines = vec![CallLine::default()];
        let sd = ratings.item_sd.map_or_else(|| "n/a".to_owned(), |sd| format!("{sd:.2}"));
        lines.push(fact(
            "ratings",
            format!(
                "{} of {} the same every time; standard deviation of an item {sd} stars on average",
                ratings.same,
                plural(ratings.items.len(), "item")
            ),
        ));
        for (name, spread) in [("RMSE", ratings.rmse), ("MAE", ratings.mae), ("bias", ratings.bias)] {
            lines.push(fact(name, in_stars(spread)));
        }
        lines.push(fact(
            "",
            format!("of the {} rated every time whose true rating is known", plural(ratings.n, "item")),
        ));
        lines.push(CallLine::default());
        let wide = (2 * ratings.draws.len()).clamp(9, RATINGS);
        let heading =
            format!("{:>5} {:>5} {:>7} {:>6}  {:<wide$}  title", "mean", "sd", "range", "truth", "each time");
        lines.push(CallLine { is_raw: true, ..said(Ink::Quiet, heading) });
        for item in &ratings.items {
            let (mean, sd, range) = match item.stars {
                None => ("-".to_owned(), "-".to_owned(), "-".to_owned()),
                Some(Spread { mean, sd, min, max, .. }) => (
                    format!("{mean:.2}"),
                    sd.map_or_else(|| "-".to_owned(), |sd| format!("{sd:.2}")),
                    if min < max { format!("{min} to {max}") } else { format!("{min}") },
                ),
            };
            let truth = item.truth.map_or_else(|| "-".to_owned(), |truth| truth.to_string());
            let each: Vec<String> = item
                .ratings
                .iter()
                .map(|rating| rating.map_or_else(|| "-".to_owned(), |rating| rating.to_string()))
                .collect();
            let mut each = each.join(" ");
            if each.len() > wide {
                each.truncate(wide - 2);
                each.push_str(" >");
            }
            let ink = if item.is_same() { Ink::Quiet } else { Ink::Plain };
            let figures = format!("{mean:>5} {sd:>5} {range:>7} {truth:>6}  {each:<wide$}  ");
            let title = clean_line(&self.title_of(&item.item));
            lines.push(CallLine { lead: Some((ink, figures)), ..said(Ink::Plain, title) });
        }
        lines
    }

    fn title_of(&self, item: &Id) -> String {
        let items = self.study().map(|study| &study.data.dataset.items);
        let title = items.and_then(|items| Some(items.title(items.find(item)?).to_owned()));
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| format!("item {item}"))
    }
}

fn said(ink: Ink, text: impl Into<String>) -> CallLine {
    CallLine::said(ink, text)
}

fn fact(name: &str, text: String) -> CallLine {
    CallLine { lead: Some((Ink::Quiet, format!("{name:<10}"))), ..said(Ink::Plain, text) }
}

fn kept(spread: &StepSpread) -> &'static str {
    if spread.draws.len() > spread.repeated() { "; what the run keeps is number 0" } else { "" }
}

/// A's and B's means beside each other, in units of what repeating alone makes.
fn beside(a: &StepSpread, b: &StepSpread) -> Vec<CallLine> {
    let items = |spread: &StepSpread| -> BTreeSet<Id> {
        let rated = spread.ratings.iter().flat_map(|ratings| &ratings.items);
        rated.map(|item| item.item.clone()).collect()
    };
    if items(a) != items(b) {
        return vec![said(
            Ink::Bad,
            "A and B rated other items: their figures are not set against each other.",
        )];
    }
    let chance = [a, b].map(|spread| ByChance {
        rmse: spread.ratings.as_ref().and_then(|ratings| ratings.rmse),
        mae: spread.ratings.as_ref().and_then(|ratings| ratings.mae),
        changed: Vec::new(),
    });
    let figures = beside_chance(&chance);
    let side = |name: char, step: RepeatStep| format!("{name} is B{} of {}", step.batch, step.run);
    let head = format!("{}, {}", side('A', a.step), side('B', b.step));
    let lines =
        figures.iter().map(|(name, a, b, beside)| fact(&name.to_uppercase(), beside_words(a, b, beside)));
    std::iter::once(said(Ink::Strong, head)).chain(lines).collect()
}

/// `1.51 > 1.41, -0.10 is 1.4 times the 0.07 of chance (6 times each)`
pub fn beside_in_short(
    a: &Spread,
    b: &Spread,
    BesideChance { difference, sd, times }: &BesideChance,
) -> String {
    let (means, count) = (format!("{:.2} > {:.2}", a.mean, b.mean), counts(a, b));
    match times {
        Some(times) => {
            format!("{means}, {difference:+.2} is {:.1} times the {sd:.2} of chance ({count})", times.abs())
        }
        None => format!("{means}, {difference:+.2}; chance changed nothing ({count})"),
    }
}

fn counts(a: &Spread, b: &Spread) -> String {
    if a.n == b.n { format!("{} times each", a.n) } else { format!("{} and {} times", a.n, b.n) }
}

/// `1.51 > 1.41, difference -0.10: 1.4 times the 0.07 by which repeating alone sets two apart`
fn beside_words(a: &Spread, b: &Spread, beside: &BesideChance) -> String {
    let BesideChance { difference, sd, times } = beside;
    let means = format!("{:.2} > {:.2}, difference {difference:+.2}", a.mean, b.mean);
    let count = counts(a, b);
    match times {
        Some(times) => {
            let times = times.abs();
            format!("{means}: {times:.1} times the {sd:.2} by which repeating alone sets two apart ({count})")
        }
        None => format!("{means}: repeating alone changed nothing ({count})"),
    }
}

fn in_stars(spread: Option<Spread>) -> String {
    let Some(Spread { n, mean, sd, min, max }) = spread else { return "n/a".to_owned() };
    let sd = sd.map_or_else(|| "n/a".to_owned(), |sd| format!("{sd:.2}"));
    format!("mean {mean:.2}, standard deviation {sd}, {min:.2} to {max:.2} over {}", plural(n, "time"))
}

fn texts(text: &TextSpread, spread: &StepSpread) -> Vec<CallLine> {
    let mut lines = vec![CallLine::default()];
    if let Some(Spread { mean, min, max, .. }) = text.changed {
        let [mean, min, max] = [mean, min, max].map(|share| share * 100.0);
        lines.push(fact(
            "changed",
            format!(
                "{mean:.0} % of the words differ between two texts, {min:.0} to {max:.0} % over {}",
                plural(text.pairs, "pair")
            ),
        ));
    }
    if let Some(Spread { mean, min, max, .. }) = text.words {
        lines.push(fact("length", format!("{mean:.0} words, {min:.0} to {max:.0}")));
    }
    lines.push(CallLine::default());
    lines.push(said(
        Ink::Quiet,
        format!("in how many of {} texts: + likes, - averse, ~ mixed, . named without a stance", text.texts),
    ));
    for stance in &text.stances {
        let counts = MARKS.iter().zip(stance.counts()).filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(mark, count)| format!("{mark} {count}")).collect();
        let is_sure = counts.len() == 1 && stance.marks.iter().all(Option::is_some);
        let ink = if is_sure { Ink::Good } else { Ink::Plain };
        lines.push(CallLine {
            lead: Some((ink, format!("{:<18}", counts.join("  ")))),
            ..said(Ink::Plain, clean_line(&stance.subject))
        });
    }
    lines.push(CallLine::default());
    lines.push(said(Ink::Quiet, "in how many texts: a sentence, or one that is nearly it"));
    for sentence in &text.sentences {
        let count = sentence.within.len();
        let ink = match count {
            count if count == text.texts => Ink::Good,
            1 => Ink::Bad,
            _ => Ink::Plain,
        };
        let which = if count == 1 {
            let number = sentence.within.first().and_then(|at| spread.draws.get(*at));
            number.map_or_else(String::new, |(number, _)| format!("  (number {number})"))
        } else {
            String::new()
        };
        lines.push(CallLine {
            lead: Some((ink, format!("{:<8}", format!("{count} of {}", text.texts)))),
            ..CallLine::of(vec![(Ink::Plain, clean_line(&sentence.text)), (Ink::Quiet, which)])
        });
    }
    lines
}
