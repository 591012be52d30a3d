//! The sample of `config.toml` that is compiled in, and what a person's first one is; never what it means.

/// Every setting with its default and a remark.
pub const SAMPLE: &str = include_str!("config.toml");

/// The sample with every setting taken out of force: what a person changes stands out, and a default that
/// changes later is not held back by an old file.
pub fn quiet() -> String {
    let line = |line: &str| {
        let is_setting = line.starts_with(|first: char| first.is_ascii_lowercase());
        if is_setting { format!("# {line}\n") } else { format!("{line}\n") }
    };
    SAMPLE.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::layers::{File, Layers, Sources, built_in, read};
    use crate::config::settings::Config;

    #[test]
    fn the_sample_is_the_defaults_and_leaves_nothing_out() {
        let said: Vec<_> = read(SAMPLE).unwrap().into_iter().map(|leaf| (leaf.key, leaf.value)).collect();
        assert_eq!(said, built_in());
        let user = Some(File::new("config.toml", SAMPLE));
        let layers = Layers::of(Sources { user, ..Sources::default() });
        assert_eq!(layers.problems(), []);
        assert_eq!(layers.config(), &Config::default());
    }

    #[test]
    fn the_first_file_of_a_person_says_nothing() {
        let quiet = quiet();
        let table: toml::Table = quiet.parse().unwrap();
        assert_eq!(table.len(), 7);
        assert!(table.values().all(|section| section.as_table().is_some_and(toml::Table::is_empty)));
        // Without its marks it is the sample again.
        let loud: String = quiet
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") => format!("{setting}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        assert_eq!(loud, SAMPLE);
    }
}
