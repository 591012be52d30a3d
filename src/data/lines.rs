//! One chunk of a rating file to columns: a quick path for lines as they should be and a careful one that
//! says what is wrong with the others; never opening files.

use memchr::memchr;

use super::error::{LineProblem, quote};
use super::layout::Layout;
use crate::domain::Rating;

/// One rating with the ids as the file writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RawRow {
    user: u32,
    item: u32,
    halves: u8,
    time: i64,
}

/// Consecutive rows of one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UserRun {
    pub(super) user: u32,
    pub(super) rows: u32,
}

/// Parsed rows of a chunk in columns. Users and items stand as the numbers that the file calls them.
#[derive(Debug, Default)]
pub(super) struct ChunkRows {
    pub(super) users: Vec<UserRun>,
    pub(super) items: Vec<u32>,
    pub(super) halves: Vec<u8>,
    /// Empty where the file has no times.
    pub(super) times: Vec<i64>,
    /// Where each row's line begins in the chunk; filled only when asked for.
    pub(super) starts: Vec<u32>,
    /// Lines left out because they could not be read.
    pub(super) skipped: usize,
}

impl ChunkRows {
    pub(super) fn clear(&mut self) {
        self.users.clear();
        self.items.clear();
        self.halves.clear();
        self.times.clear();
        self.starts.clear();
        self.skipped = 0;
    }

    fn push(&mut self, row: RawRow, has_time: bool) {
        match self.users.last_mut() {
            Some(run) if run.user == row.user && run.rows < u32::MAX => run.rows += 1,
            _ => self.users.push(UserRun { user: row.user, rows: 1 }),
        }
        self.items.push(row.item);
        self.halves.push(row.halves);
        if has_time {
            self.times.push(row.time);
        }
    }
}

/// Why a chunk was not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A line that is wrong, with its place in the chunk.
    Bad(usize, LineProblem),
    /// Ids that are no plain numbers, or quoted fields: legal, but beyond this parser.
    NeedsQuoted,
}

/// Parses whole lines and appends their rows to `rows`.
pub(super) fn parse(
    lines: &[u8],
    layout: &Layout,
    skip_bad: bool,
    keep_starts: bool,
    rows: &mut ChunkRows,
) -> Result<(), Stop> {
    let has_time = layout.time.is_some();
    let plain = layout.is_plain();
    let mut rest = lines;
    while !rest.is_empty() {
        let start = lines.len() - rest.len();
        if plain && let Some((row, after)) = quick(rest, layout, has_time) {
            rows.push(row, has_time);
            rest = after;
        } else {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            match careful(line, layout) {
                Ok(Some(row)) => rows.push(row, has_time),
                Ok(None) => continue,
                Err(Careful::NeedsQuoted) => return Err(Stop::NeedsQuoted),
                Err(Careful::Bad(_)) if skip_bad => {
                    rows.skipped += 1;
                    continue;
                }
                Err(Careful::Bad(problem)) => return Err(Stop::Bad(start, problem)),
            }
        }
        if keep_starts {
            rows.starts.push(start as u32);
        }
    }
    Ok(())
}

/// A line of exactly user, item, rating and perhaps time in their plainest spelling, and what follows it.
/// `None` leaves the line to [`careful`].
#[inline]
fn quick<'a>(line: &'a [u8], layout: &Layout, has_time: bool) -> Option<(RawRow, &'a [u8])> {
    let separator = layout.separator;
    let (user, rest) = id(line)?;
    let (item, rest) = id(after(rest, separator.byte(), separator.width())?)?;
    let (halves, rest) = stars(after(rest, separator.byte(), separator.width())?)?;
    let (time, rest) =
        if has_time { seconds(after(rest, separator.byte(), separator.width())?)? } else { (0, rest) };
    let rest = match rest {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => rest,
        [] => rest,
        _ => return None,
    };
    Some((RawRow { user, item, halves, time }, rest))
}

/// What follows a separator.
#[inline]
fn after(bytes: &[u8], byte: u8, width: usize) -> Option<&[u8]> {
    match bytes {
        [first, rest @ ..] if width == 1 && *first == byte => Some(rest),
        [first, second, rest @ ..] if width == 2 && *first == byte && *second == byte => Some(rest),
        _ => None,
    }
}

/// Leading digits as a number, how many there were, and what follows them.
#[inline]
fn digits(bytes: &[u8]) -> (u64, usize, &[u8]) {
    let mut rest = bytes;
    let mut value = 0_u64;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        rest = tail;
    }
    (value, bytes.len() - rest.len(), rest)
}

/// An id in four bytes, written without leading zeros, so that writing it again gives the same characters.
#[inline]
fn id(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (value, count, rest) = digits(bytes);
    let canonical = count == 1 || bytes.first() != Some(&b'0');
    if !(1..=10).contains(&count) || !canonical {
        return None;
    }
    u32::try_from(value).ok().map(|value| (value, rest))
}

/// Stars as `4`, `4.0` or `4.5`, in half stars.
#[inline]
fn stars(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (whole, count, rest) = digits(bytes);
    if !(1..=3).contains(&count) {
        return None;
    }
    let (half, rest) = match rest {
        [b'.', b'0', rest @ ..] => (0, rest),
        [b'.', b'5', rest @ ..] => (1, rest),
        _ => (0, rest),
    };
    u8::try_from(whole * 2 + half).ok().map(|halves| (halves, rest))
}

/// Seconds since 1970, perhaps negative, of at most 18 digits.
#[inline]
fn seconds(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, bytes) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let (value, count, rest) = digits(bytes);
    if !(1..=18).contains(&count) {
        return None;
    }
    let value = value as i64;
    Some((if negative { -value } else { value }, rest))
}

enum Careful {
    Bad(LineProblem),
    NeedsQuoted,
}

impl From<LineProblem> for Careful {
    fn from(problem: LineProblem) -> Self {
        Self::Bad(problem)
    }
}

/// Reads a line field by field and says what is wrong with it; `None` for a blank one.
fn careful(line: &[u8], layout: &Layout) -> Result<Option<RawRow>, Careful> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    if layout.may_be_quoted() && memchr(b'"', line).is_some() {
        return Err(Careful::NeedsQuoted);
    }
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let fields = Fields { line, layout };
    let found = fields.count();
    if found != layout.fields {
        return Err(LineProblem::Fields { expected: layout.words(), found }.into());
    }
    let user = fields.id(layout.user, "user")?;
    let item = fields.id(layout.item, "item")?;
    let halves = rating(fields.get(layout.rating))?.halves();
    let time = layout.time.map_or(Ok(0), |at| time(fields.get(at)))?;
    Ok(Some(RawRow { user, item, halves, time }))
}

/// The fields of one line.
struct Fields<'a> {
    line: &'a [u8],
    layout: &'a Layout,
}

impl<'a> Fields<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (byte, width) = (self.layout.separator.byte(), self.layout.separator.width());
        let mut rest = Some(self.line);
        std::iter::from_fn(move || {
            let bytes = rest?;
            let cut =
                memchr::memchr_iter(byte, bytes).find(|&at| width == 1 || bytes.get(at + 1) == Some(&byte));
            rest = cut.and_then(|at| bytes.get(at + width..));
            Some(bytes.get(..cut.unwrap_or(bytes.len())).unwrap_or_default().trim_ascii())
        })
    }

    fn count(&self) -> usize {
        self.iter().count()
    }

    fn get(&self, at: usize) -> &'a [u8] {
        self.iter().nth(at).unwrap_or_default()
    }

    fn id(&self, at: usize, of: &'static str) -> Result<u32, Careful> {
        let field = self.get(at);
        match id(field) {
            Some((value, [])) => Ok(value),
            // Any text is an id elsewhere; so is a number beyond four bytes.
            _ if !self.layout.numeric_ids && !field.is_empty() => Err(Careful::NeedsQuoted),
            _ => Err(bad_id(field, of, self.layout.numeric_ids).into()),
        }
    }
}

/// An id that will not do.
pub(super) fn bad_id(field: &[u8], of: &'static str, number: bool) -> LineProblem {
    LineProblem::Id { of, number, found: quote(field) }
}

/// A rating in any decimal spelling.
pub(super) fn rating(field: &[u8]) -> Result<Rating, LineProblem> {
    if let Some((halves, [])) = stars(field) {
        return Ok(Rating::from_halves(halves));
    }
    number(field).and_then(Rating::from_stars).ok_or_else(|| LineProblem::Rating { found: quote(field) })
}

/// A timestamp; tables that went through floating point write `881250949.0`.
pub(super) fn time(field: &[u8]) -> Result<i64, LineProblem> {
    if let Some((value, [])) = seconds(field) {
        return Ok(value);
    }
    number(field)
        .filter(|value| value.fract() == 0.0 && value.abs() < 9e15)
        .map(|value| value as i64)
        .ok_or_else(|| LineProblem::Time { found: quote(field) })
}

fn number(field: &[u8]) -> Option<f64> {
    std::str::from_utf8(field).ok()?.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::super::layout::Separator;
    use super::*;

    fn read(lines: &str, layout: &Layout) -> Result<ChunkRows, Stop> {
        let mut rows = ChunkRows::default();
        parse(lines.as_bytes(), layout, false, true, &mut rows).map(|()| rows)
    }

    #[test]
    fn both_paths_read_the_same() {
        let tabs = Layout::movielens(Separator::Tab);
        let plain = read("1\t20\t3\t881250949\n1\t21\t4.5\t-7\r\n2\t20\t5\t0", &tabs).unwrap();
        // Spaces, floating point and leading blanks go the careful way.
        let odd =
            read("\n 1\t20 \t3.00\t881250949.0\n1\t21\t4.50\t-7.0\n\n2\t20\t5.\t0\n \n", &tabs).unwrap();
        for rows in [&plain, &odd] {
            assert_eq!(rows.users, [UserRun { user: 1, rows: 2 }, UserRun { user: 2, rows: 1 }]);
            assert_eq!(rows.items, [20, 21, 20]);
            assert_eq!(rows.halves, [6, 9, 10]);
            assert_eq!(rows.times, [881_250_949, -7, 0]);
        }
        assert_eq!(plain.starts, [0, 17, 30]);
    }

    #[test]
    fn colons_need_two() {
        let colons = Layout::movielens(Separator::DoubleColon);
        assert_eq!(read("1::2::3::4\n", &colons).unwrap().items, [2]);
        assert!(matches!(
            read("1:2::3::4\n", &colons),
            Err(Stop::Bad(0, LineProblem::Fields { found: 3, .. }))
        ));
    }

    #[test]
    fn each_field_has_its_own_complaint() {
        let tabs = Layout::movielens(Separator::Tab);
        let cases = [
            ("1\t2\t3", "expected 4 fields separated by tabs (user, item, rating, timestamp), found 3"),
            ("x\t2\t3\t4", "expected a whole number as user id, found \"x\""),
            ("1\t\t3\t4", "expected a whole number as item id, found \"\""),
            ("1\t2\t4.3\t4", "expected a rating in whole or half stars from 0 to 127.5, found \"4.3\""),
            ("1\t2\t128\t4", "expected a rating in whole or half stars from 0 to 127.5, found \"128\""),
            ("1\t2\t-3\t4", "expected a rating in whole or half stars from 0 to 127.5, found \"-3\""),
            ("1\t2\tNaN\t4", "expected a rating in whole or half stars from 0 to 127.5, found \"NaN\""),
            ("1\t2\t3\tnoon", "expected a timestamp in whole seconds since 1970, found \"noon\""),
            ("4294967296\t2\t3\t4", "expected a whole number as user id, found \"4294967296\""),
        ];
        for (line, complaint) in cases {
            match read(&format!("1\t1\t1\t1\n{line}\n"), &tabs) {
                Err(Stop::Bad(8, problem)) => assert_eq!(problem.to_string(), complaint),
                other => panic!("{line}: {other:?}"),
            }
        }
    }
}
