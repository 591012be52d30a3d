//! Times as people read them: seconds since 1970 to UTC dates.

/// Year, month, day, hour, minute, second (UTC) of a number of seconds since 1970.
/// Days to civil date after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn civil(seconds: i64) -> (i64, i64, i64, i64, i64, i64) {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
}

/// `1997-11-03`.
pub fn date(seconds: i64) -> String {
    let (year, month, day, ..) = civil(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `1997-11-03 07:39`.
pub fn minute(seconds: i64) -> String {
    let (.., hour, minute, _) = civil(seconds);
    format!("{} {hour:02}:{minute:02}", date(seconds))
}

/// `1997-11-03T07:39:12Z`: RFC 3339, UTC.
pub fn rfc3339(seconds: i64) -> String {
    let (.., hour, minute, second) = civil(seconds);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", date(seconds))
}

/// A span of time: two dates, or one date and two times where it is within a day.
pub fn span(from: i64, to: i64) -> String {
    if date(from) != date(to) {
        return format!("{} to {}", date(from), date(to));
    }
    let (.., hour, minute_of, second) = civil(to);
    let (.., from_hour, from_minute, from_second) = civil(from);
    if (from_hour, from_minute) == (hour, minute_of) && from_second != second {
        return format!(
            "{} {from_hour:02}:{from_minute:02}:{from_second:02} to {hour:02}:{minute_of:02}:{second:02}",
            date(from)
        );
    }
    if from == to {
        return minute(from);
    }
    format!("{} to {hour:02}:{minute_of:02}", minute(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(minute(878_542_960), "1997-11-03 07:42");
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(date(4_107_542_400), "2100-03-01");
    }

    #[test]
    fn spans_say_no_more_than_needed() {
        assert_eq!(span(878_542_960, 878_542_960), "1997-11-03 07:42");
        assert_eq!(span(878_542_960, 878_542_961), "1997-11-03 07:42:40 to 07:42:41");
        assert_eq!(span(878_542_960, 878_546_560), "1997-11-03 07:42 to 08:42");
        assert_eq!(span(878_542_960, 888_546_560), "1997-11-03 to 1998-02-27");
    }
}
