//! What a frame's cells are styled as, apart from how a theme shows it: frames drawn in a theme in which every
//! role has a colour of its own, read back as names of roles.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use lusifer::config::theme::{Role, Shelf, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// The tables of steps and lists besides the roles: table, key, how many.
const RAMPS: [(&str, &str, usize); 5] = [
    ("rating", "", 5),
    ("heat", "", 5),
    ("chart", "series", 4),
    ("chart", "above", 3),
    ("chart", "below", 3),
];

/// A theme in which every role and step has a colour that names it, and their names.
pub(crate) struct Probe {
    pub(crate) theme: Theme,
    names: HashMap<Color, String>,
}

impl Probe {
    pub(crate) fn new() -> Self {
        let mut names = HashMap::new();
        let mut next = |name: String| {
            let number = 0x10_00_00 + names.len() as u32;
            let [_, red, green, blue] = number.to_be_bytes();
            names.insert(Color::Rgb(red, green, blue), name);
            format!("\"#{number:06x}\"")
        };
        let mut tables: BTreeMap<&str, String> = BTreeMap::new();
        for filed in Role::FILED {
            // What is seen by its background keeps the colour of the text on it.
            let ground = matches!(filed.role, Role::Selection);
            let (part, paint) = (if ground { "bg" } else { "fg" }, next(filed.key.to_owned()));
            writeln!(tables.entry(filed.table).or_default(), "{} = {{ {part} = {paint} }}", filed.key)
                .unwrap();
        }
        for (table, key, count) in RAMPS {
            let first = usize::from(table == "rating");
            if key.is_empty() {
                for step in first..first + count {
                    let paint = next(format!("{table}{step}"));
                    writeln!(tables.entry(table).or_default(), "{step} = {paint}").unwrap();
                }
            } else {
                let paints: Vec<_> = (1..=count).map(|step| next(format!("{key}{step}"))).collect();
                writeln!(tables.entry(table).or_default(), "{key} = [{}]", paints.join(", ")).unwrap();
            }
        }
        let text: String = tables.iter().map(|(table, keys)| format!("[{table}]\n{keys}")).collect();
        Self { theme: Shelf::default().open_text("probe", &text).unwrap(), names }
    }

    fn name(&self, cell: &Cell) -> String {
        let mut name = self.names.get(&cell.fg).map_or("?", String::as_str).to_owned();
        if let Some(ground) = self.names.get(&cell.bg) {
            name += "/";
            name += ground;
        }
        for (modifier, word) in [
            (Modifier::BOLD, "bold"),
            (Modifier::UNDERLINED, "underlined"),
            (Modifier::REVERSED, "reversed"),
            (Modifier::CROSSED_OUT, "crossed"),
        ] {
            if cell.modifier.contains(modifier) {
                name += "+";
                name += word;
            }
        }
        name
    }

    /// How many cells have which role, and a digest of where they are. Empty cells say nothing by their colour.
    pub(crate) fn digest(&self, buffer: &Buffer) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut places = String::new();
        for cell in &buffer.content {
            let empty = cell.symbol() == " " && cell.bg == Color::Reset && cell.modifier.is_empty();
            let name = if empty { String::new() } else { self.name(cell) };
            places += &name;
            places.push(';');
            if !empty {
                *counts.entry(name).or_default() += 1;
            }
        }
        let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let digest = xxhash_rust::xxh3::xxh3_64(places.as_bytes());
        format!("{} ({digest:016x})", counts.join(", "))
    }
}
