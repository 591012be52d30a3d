//! Decades and years that a text speaks of; never what it says of them.

use super::subjects::Subject;

/// Years that films and their like may be of.
const YEARS: std::ops::Range<u16> = 1870..2100;

/// `the 1990s`, `the '80s`, `before 1960`, `pre-1960`: the era that a word begins, and of how many words it is.
pub(super) fn era_at(word: &str, next: &str) -> Option<(Subject, usize)> {
    if let Some(era) = decade(word) {
        return Some((era, 1));
    }
    if let Some(year) = word.strip_prefix("pre-").and_then(year) {
        return Some((Subject::Era { from: 0, to: year - 1 }, 1));
    }
    let next = year(next)?;
    match word {
        "before" => Some((Subject::Era { from: 0, to: next - 1 }, 2)),
        "after" | "since" => Some((Subject::Era { from: next, to: YEARS.end }, 2)),
        _ => None,
    }
}

fn decade(word: &str) -> Option<Subject> {
    let digits = word.trim_start_matches('\'').strip_suffix('s')?.trim_end_matches('\'');
    let year: u16 = digits.parse().ok()?;
    let from = match digits.len() {
        4 => year,
        2 if year >= 20 => 1900 + year,
        _ => return None,
    };
    (YEARS.contains(&from) && from % 10 == 0).then_some(Subject::Era { from, to: from + 9 })
}

fn year(word: &str) -> Option<u16> {
    word.parse().ok().filter(|year| YEARS.contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_and_years_are_eras_and_other_numbers_are_none() {
        let era = |from, to, words| Some((Subject::Era { from, to }, words));
        assert_eq!(era_at("1990s", ""), era(1990, 1999, 1));
        assert_eq!(era_at("'80s", "films"), era(1980, 1989, 1));
        assert_eq!(era_at("pre-1960", ""), era(0, 1959, 1));
        assert_eq!(era_at("before", "1960"), era(0, 1959, 2));
        assert_eq!(era_at("since", "1995"), era(1995, 2100, 2));
        for (word, next) in [("1995s", ""), ("10s", ""), ("before", "12"), ("in", "1995"), ("4", "stars")] {
            assert_eq!(era_at(word, next), None, "{word} {next}");
        }
    }
}
