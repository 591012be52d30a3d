//! `compare`: two runs, or two states of one, side by side: texts, ratings of the same items, figures with the
//! interval of their difference.

mod line;

use std::fmt::Write;
use std::num::NonZeroUsize;

use super::args::{Common, CompareArgs, CompareFormat};
use super::explain::marked;
use super::failure::{Exit, Failure};
use super::open;
use super::output::{json_line, text};
use super::parse::SideArg;
use crate::diff::{FileChange, TextDiff, compare as diff_of, files};
use crate::domain::text::clean_line;
use crate::domain::{ProfileState, changed, prompts_beside, shared_in_words};
use crate::metrics::{Closer, Compared, PairedFigure, PairedReport, beside_chance};
use crate::session::OpenMode;
use crate::workspace::{Side, Workspace};

/// Everything that is said, whatever the format.
struct Told<'a> {
    workspace: &'a Workspace,
    sides: [Side; 2],
    comparison: &'a Compared,
    states: [Option<&'a ProfileState>; 2],
    diff: TextDiff,
}

/// Prints a comparison.
///
/// # Errors
/// [`Failure`]: no such run or state, or data that is not that of A.
pub(super) async fn compare(common: &Common, args: &CompareArgs) -> Result<Exit, Failure> {
    let batch = args.batch.map(NonZeroUsize::get);
    let side = |side: SideArg| Side { run: side.run, state: side.batch.or(batch) };
    let sides = [side(args.a), side(args.b)];
    let (workspace, _) = open::workspace_of_run(common, args.a.run, OpenMode::Look).await?;
    let comparison = workspace.compare(sides[0], sides[1]).await?;
    // The newest state that both have, so that the same batch is read on both sides.
    let both = comparison.a.states.len().min(comparison.b.states.len());
    let [at_a, at_b] = sides.map(|side| side.state.unwrap_or(both).checked_sub(1));
    let states =
        [at_a.and_then(|at| comparison.a.states.get(at)), at_b.and_then(|at| comparison.b.states.get(at))];
    let profile = |state: Option<&ProfileState>| state.map_or(String::new(), |state| state.profile.clone());
    let diff = diff_of(&profile(states[0]), &profile(states[1]));
    let told = Told { workspace: &workspace, sides, comparison: &comparison, states, diff };
    match if common.json { CompareFormat::Json } else { args.format } {
        CompareFormat::Json => json_line(&told.line())?,
        CompareFormat::Text => text(&told.text())?,
        CompareFormat::Md => text(&told.markdown())?,
    }
    Ok(Exit::Ok)
}

/// How many of the pairs are equal, and where who was closer: (same, A closer, B closer).
fn counts(ratings: &PairedReport) -> (usize, usize, usize) {
    let of = |who: Closer| {
        ratings.pairs.iter().filter(|pair| pair.closer().is_some_and(|(closer, _)| closer == who)).count()
    };
    (ratings.pairs.iter().filter(|pair| pair.is_same()).count(), of(Closer::A), of(Closer::B))
}

impl Told<'_> {
    /// The files of the prompts that differ.
    fn files(&self) -> Result<Vec<FileChange>, String> {
        let Compared { a, b, packs, .. } = self.comparison;
        let [of_a, of_b] = prompts_beside(a, b, packs)?;
        Ok(files(&of_a.files, &of_b.files).into_iter().filter(|file| file.changed() > 0).collect())
    }

    /// `r1 main B4`
    fn name(&self, at: usize) -> String {
        let run = if at == 0 { &self.comparison.a } else { &self.comparison.b };
        let state = self.states.get(at).copied().flatten();
        let batch = state.map_or_else(|| "no state".to_owned(), |state| format!("B{}", state.batch));
        format!("{} {} {batch}", run.id, run.name)
    }

    /// Sentences about what can and what cannot be said.
    fn notes(&self) -> Vec<String> {
        let Compared { a, b, ratings, against, shared, chance, took, .. } = self.comparison;
        let mut notes = Vec::new();
        if !against.is_empty() {
            notes.push(format!("Not comparable: {}.", against.join("; ")));
        }
        for (what, a, b) in changed(&a.spec, &b.spec) {
            notes.push(format!("Changed: {what} {a} > {b}."));
        }
        let [in_a, in_b] = [a, b].map(|run| run.spec.simulator.prompts());
        match self.files() {
            Ok(files) if files.is_empty() => {}
            Ok(files) => {
                let said = |file: &FileChange| format!("{} ({})", clean_line(&file.file), file.in_words());
                let files: Vec<String> = files.iter().map(said).collect();
                notes.push(format!("Prompts that differ: {}.", files.join("; ")));
            }
            Err(why) if in_a != in_b => notes.push(why),
            Err(_) => {}
        }
        notes.extend(shared_in_words(*shared).map(|shared| format!("{shared}.")));
        for (name, took) in [('A', took[0]), ('B', took[1])] {
            notes.extend(took.map(|took| format!("{name} took {}.", took.words())));
        }
        for (name, a, b, beside) in beside_chance(chance) {
            notes.push(match beside.times {
                Some(times) => format!(
                    "Repeated {} and {} times: the means of {} differ by {:+.3}, {:.1} times the {:.3} by which \
                     repeating alone sets two apart.",
                    a.n,
                    b.n,
                    name.to_uppercase(),
                    beside.difference,
                    times.abs(),
                    beside.sd
                ),
                None => format!(
                    "Repeated {} and {} times: {} was the same every time, {:.3} and {:.3}.",
                    a.n,
                    b.n,
                    name.to_uppercase(),
                    a.mean,
                    b.mean
                ),
            });
        }
        for (name, at, chance) in [('A', 0, &chance[0]), ('B', 1, &chance[1])] {
            let batch = self.states.get(at).copied().flatten().map(|state| state.batch);
            if let Some(changed) = batch.and_then(|batch| chance.changed(batch)) {
                let mean = changed.mean * 100.0;
                notes.push(format!(
                    "Repetitions of {name} differ in {mean:.0} % of their words among themselves."
                ));
            }
        }
        if ratings.only_a + ratings.only_b > 0 && !ratings.pairs.is_empty() {
            notes.push(format!(
                "Item sets differ: A rated {}, B {}; figures are of the {} that both rated and whose rating is known.",
                ratings.pairs.len() + ratings.only_a,
                ratings.pairs.len() + ratings.only_b,
                ratings.n
            ));
        }
        if ratings.pairs.is_empty() {
            notes.push("No item was rated on both sides, so there are no figures to compare.".to_owned());
        } else if ratings.n == 0 {
            notes.push("Of no item that both rated is the true rating open here.".to_owned());
        }
        notes
    }

    fn figures(&self) -> Vec<[String; 5]> {
        let number =
            |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.3}"));
        let rows = self.comparison.ratings.figures.iter().map(|figure| {
            let difference =
                figure.difference.map_or_else(|| "n/a".to_owned(), |value| format!("{value:+.3}"));
            let ci = match figure.ci {
                Some([low, high]) => format!("{low:+.3} to {high:+.3}"),
                None => "n/a".to_owned(),
            };
            [figure.name.to_owned(), number(figure.a), number(figure.b), difference, ci]
        });
        if self.comparison.ratings.n == 0 { Vec::new() } else { rows.collect() }
    }

    fn verdict(&self) -> Option<&'static str> {
        let ratings = &self.comparison.ratings;
        if ratings.n == 0 || !self.comparison.against.is_empty() {
            return None;
        }
        let clear = ratings.figures.iter().take(2).map(PairedFigure::is_clear).collect::<Option<Vec<_>>>();
        Some(match clear {
            None => "Fewer than 10 items: no interval, so nothing can be said.",
            Some(clear) if clear.iter().all(|clear| *clear) => {
                "Both intervals leave 0 out: a clear difference."
            }
            Some(clear) if clear.iter().any(|clear| *clear) => {
                "One interval leaves 0 out: an unclear difference."
            }
            Some(_) => "Both intervals hold 0: not a clear difference.",
        })
    }

    fn text(&self) -> String {
        let mut out = format!("A {}\nB {}\n", self.name(0), self.name(1));
        for note in self.notes() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{note}");
        }
        let _ = writeln!(
            out,
            "\n{:.0} % of words differ ({} and {} words){}\n",
            self.diff.heat * 100.0,
            self.diff.words_before,
            self.diff.words_after,
            if self.diff.heavy_rewrite { ", mostly rewritten" } else { "" }
        );
        for pair in &self.diff.sentences {
            let _ = writeln!(out, "{} {}", pair.class.mark(), marked(pair));
        }
        let ratings = &self.comparison.ratings;
        if !ratings.pairs.is_empty() {
            let (same, a, b) = counts(ratings);
            let _ = writeln!(
                out,
                "\n{} items rated by both: same {same}, A closer {a}, B closer {b}",
                ratings.pairs.len()
            );
        }
        let figures = self.figures();
        if !figures.is_empty() {
            let _ = writeln!(
                out,
                "\n{:<10} {:>8} {:>8} {:>8}  95 % interval (paired, n {})",
                "", "A", "B", "B - A", ratings.n
            );
        }
        for [name, a, b, difference, ci] in figures {
            let _ = writeln!(out, "{name:<10} {a:>8} {b:>8} {difference:>8}  {ci}");
        }
        if let Some(verdict) = self.verdict() {
            let _ = writeln!(out, "{verdict}");
        }
        out
    }

    fn markdown(&self) -> String {
        let mut out = format!("# A {} against B {}\n", escaped(&self.name(0)), escaped(&self.name(1)));
        for note in self.notes() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "\n{}", escaped(&note));
        }
        let _ = writeln!(out, "\n## Text\n\n{:.0} % of words differ.\n", self.diff.heat * 100.0);
        for pair in &self.diff.sentences {
            let _ = writeln!(out, "- `{}` {}", pair.class.mark(), escaped(&marked(pair)));
        }
        let ratings = &self.comparison.ratings;
        let figures = self.figures();
        if !figures.is_empty() {
            let _ = writeln!(
                out,
                "\n## Figures\n\nOf the {} items that both rated.\n\n| | A | B | B - A | 95 % interval (paired) |\n|---|---:|---:|---:|---|",
                ratings.n
            );
        }
        for row in figures {
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
        if let Some(verdict) = self.verdict() {
            let _ = writeln!(out, "\n{verdict}");
        }
        if ratings.pairs.iter().any(|pair| !pair.is_same()) {
            let _ = writeln!(
                out,
                "\n## Ratings that differ\n\n| item | A | B | held out | closer |\n|---|---:|---:|---:|---|"
            );
        }
        for pair in ratings.pairs.iter().filter(|pair| !pair.is_same()) {
            let closer = match pair.closer() {
                Some((Closer::A, by)) => format!("A by {by}"),
                Some((Closer::B, by)) => format!("B by {by}"),
                Some((Closer::Neither, _)) | None => String::new(),
            };
            let truth = pair.truth.map_or_else(String::new, |truth| truth.to_string());
            let title = escaped(&self.workspace.title(&pair.item));
            let _ = writeln!(out, "| {title} | {} | {} | {truth} | {closer} |", pair.a, pair.b);
        }
        out
    }
}

/// Text from outside in a Markdown line: on one line, and nothing in it is a mark.
fn escaped(text: &str) -> String {
    let line = crate::domain::text::clean_line(text);
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
