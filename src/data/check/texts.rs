//! What the doctor finds in titles and texts: what is missing and what cannot be right; never ratings.

use std::collections::HashMap;

use super::super::Opened;
use super::super::items::year_of_date;
use super::findings::many;
use super::users::UserFacts;
use super::{Coverage, Finding, Level, Missing, TextCheck};
use crate::domain::{ItemIx, Items};

/// Fewer words than this say nothing about an item.
const FEW_WORDS: usize = 5;

/// How many examples a finding shows.
const EXAMPLES: usize = 5;

/// Which items lack texts.
pub(super) struct Lacking {
    /// Of each item: no text at all, no overview.
    items: Vec<[bool; 2]>,
}

impl Lacking {
    pub(super) fn of(items: &Items) -> Self {
        let lacks = |item| [items.texts().of(item).next().is_none(), items.overview(item).is_none()];
        Self { items: items.all().map(lacks).collect() }
    }

    /// Adds a row of an item to the counts of kind `at` that it belongs to.
    pub(super) fn count(&self, item: ItemIx, counts: &mut [[usize; 3]; 2], at: usize) {
        let lacks = self.items.get(item.at()).copied().unwrap_or_default();
        for (counts, lacks) in counts.iter_mut().zip(lacks) {
            counts[at] += usize::from(lacks);
        }
    }

    fn missing(&self, kind: usize, facts: &[UserFacts]) -> Missing {
        let sum = |at: usize| facts.iter().map(|user| user.lacking[kind][at]).sum();
        Missing {
            items: self.items.iter().filter(|lacks| lacks[kind]).count(),
            training: sum(0),
            held_out: sum(1),
            in_histories: sum(2),
            users: facts.iter().filter(|user| user.lacking[kind][2] > 0).count(),
        }
    }
}

/// The figures, and the findings that come with examples.
pub(super) fn check(opened: &Opened, lacking: &Lacking, facts: &[UserFacts]) -> (TextCheck, Vec<Finding>) {
    let items = &opened.dataset.items;
    let lacks = |has: fn(&Items, ItemIx) -> bool| items.all().filter(|&item| !has(items, item)).count();
    let columns = items.texts().columns().iter().map(|column| Coverage {
        column: column.to_string(),
        items: items.all().filter(|&item| items.texts().get(item, column).is_some()).count(),
    });
    let shared_titles = shared(items, |item| Some(items.title(item)).filter(|title| !title.is_empty()));
    let mut shared_overviews = shared(items, |item| items.overview(item));
    // One work under two ids has its overview twice by right.
    shared_overviews
        .retain(|group| group.windows(2).any(|pair| items.title(pair[0]) != items.title(pair[1])));
    let short: Vec<ItemIx> = items.all().filter(|&item| items.overview(item).is_some_and(is_short)).collect();
    let other_years: Vec<ItemIx> = items.all().filter(|&item| has_other_year(items, item)).collect();
    let report = opened.texts.clone().unwrap_or_default();
    let check = TextCheck {
        columns: columns.collect(),
        without_any_text: lacking.missing(0, facts),
        without_overview: lacking.missing(1, facts),
        untitled: lacks(|items, item| !items.title(item).is_empty()),
        without_year: lacks(|items, item| items.year(item).is_some()),
        without_genre: lacks(|items, item| !items.genres(item).is_empty()),
        shared_titles: shared_titles.len(),
        shared_overviews: shared_overviews.len(),
        short_overviews: short.len(),
        other_years: other_years.len(),
        other_titles: report.other_titles.len(),
        unknown_rows: report.unknown_items,
    };
    let one = |item: &ItemIx| name(items, *item);
    let group = |group: &Vec<ItemIx>| {
        let names: Vec<_> = group.iter().map(one).collect();
        names.join(" and ")
    };
    let finding = |code, level, count, sentence: String, examples| Finding {
        code,
        level,
        count,
        of: items.len(),
        sentence,
        examples,
    };
    let first = |found: &[ItemIx]| found.iter().take(EXAMPLES).map(one).collect();
    let first_groups = |found: &[Vec<ItemIx>]| found.iter().take(EXAMPLES).map(group).collect();
    let mut findings = vec![
        finding(
            "other-titles",
            Level::Warning,
            check.other_titles,
            format!(
                "Texts under a title that shares no word with the item's own: {}; they may be about something else.",
                many(check.other_titles, "item")
            ),
            first(&report.other_titles),
        ),
        finding(
            "other-years",
            Level::Warning,
            check.other_years,
            format!(
                "Texts with a release more than one year from the item's own: {}; they may be about something else.",
                many(check.other_years, "item")
            ),
            first(&other_years),
        ),
        finding(
            "shared-overviews",
            Level::Warning,
            check.shared_overviews,
            format!(
                "The same overview under different titles: {}; at most one title of each can be right.",
                many(check.shared_overviews, "overview")
            ),
            first_groups(&shared_overviews),
        ),
        finding(
            "short-overviews",
            Level::Note,
            check.short_overviews,
            format!("Overviews of fewer than five words: {}.", many(check.short_overviews, "item")),
            first(&short),
        ),
        finding(
            "shared-titles",
            Level::Note,
            check.shared_titles,
            format!(
                "Titles that belong to more than one item id: {}; a model cannot tell such items apart.",
                check.shared_titles
            ),
            first_groups(&shared_titles),
        ),
    ];
    findings.retain(|finding| finding.count > 0);
    (check, findings)
}

fn name(items: &Items, item: ItemIx) -> String {
    let id = items.id(item).map(|id| id.to_string()).unwrap_or_default();
    match items.title(item) {
        "" => id,
        title => format!("{id} {title}"),
    }
}

/// Items that have the same text, in groups of two or more, in the order of their first item.
fn shared<'a>(items: &Items, text: impl Fn(ItemIx) -> Option<&'a str>) -> Vec<Vec<ItemIx>> {
    let mut groups: HashMap<&str, Vec<ItemIx>> = HashMap::new();
    for item in items.all() {
        if let Some(text) = text(item) {
            groups.entry(text).or_default().push(item);
        }
    }
    let mut groups: Vec<_> = groups.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

fn is_short(overview: &str) -> bool {
    overview.split(' ').count() < FEW_WORDS
}

/// Whether the texts' release date is more than a year from the item's own year. Of several such columns the last
/// counts: a table made by joining texts onto the data set has the data set's own date first.
fn has_other_year(items: &Items, item: ItemIx) -> bool {
    let texts = items.texts().of(item);
    let dates = texts.filter(|(column, _)| column.to_ascii_lowercase().starts_with("release_date"));
    let other = dates.last().and_then(|(_, date)| year_of_date(date));
    items.year(item).zip(other).is_some_and(|(own, other)| own.abs_diff(other) > 1)
}
