//! Well-known themes: how prose names them, and by what an item is known to have them. A list, not an analysis.

/// A theme.
pub(super) struct Theme {
    /// How it is called.
    pub(super) name: &'static str,
    /// How prose names it, in lower case, `|` between.
    pub(super) said: &'static str,
    /// Genres that have it by their nature, as letters only.
    pub(super) genres: &'static str,
    /// Beginnings of words in an item's text that speak of it.
    pub(super) text: &'static str,
}

const fn theme(name: &'static str, said: &'static str, genres: &'static str, text: &'static str) -> Theme {
    Theme { name, said, genres, text }
}

/// The themes. A new one goes to the end: a place in the list is its name in memory.
pub(super) const THEMES: &[Theme] = &[
    theme(
        "light fare",
        "light-hearted|lighthearted|lighter|feel-good|whimsical|whimsy|light touch|uplifting|heartwarming",
        "comedy animation childrens children musical",
        "",
    ),
    theme(
        "dark fare",
        "dark|darker|bleak|menace|gritty|grim|darkness",
        "horror filmnoir",
        "murder kill brutal",
    ),
    theme("violence", "violence|violent|gore|gory|brutality", "war", "violen brutal massacre bloody"),
    theme("spectacle", "spectacle|special effects|spectacles|blockbuster|blockbusters|explosions", "", ""),
    theme(
        "character-driven stories",
        "character-driven|character-focused|character exploration|character development|character study|character studies|complex characters",
        "",
        "",
    ),
    theme(
        "emotional depth",
        "emotional depth|emotional resonance|emotionally resonant|emotional engagement|emotional storytelling|emotional narratives",
        "",
        "",
    ),
    theme("moral conflict", "moral|morality|ethical|moral complexities|moral dilemmas", "", ""),
    theme("the psychological", "psychological|psychology", "", "psychi psycho insan madness"),
    theme("quirky stories", "quirky|offbeat|eccentric|unconventional|absurd|absurdist", "", ""),
    theme("satire", "satire|satirical|parody|parodies|spoof|spoofs", "", "satir parody spoof"),
    theme(
        "the historical",
        "historical|history|period pieces|period dramas|period films",
        "",
        "century histor medieval",
    ),
    theme(
        "the supernatural",
        "supernatural|ghosts|ghost stories|vampires|occult",
        "",
        "ghost supernatural demon witch vampire haunt",
    ),
    theme(
        "parents and children",
        "parents and children|parenthood|family dynamics|family relationships|familial",
        "",
        "father mother parent daughter son",
    ),
    theme("marriage", "marriage|marriages|weddings", "", "marri wedding husband wife divorc bride"),
    theme("love affairs", "love affairs|love affair|affairs", "", "affair lover seduc"),
    theme("murder", "murder|murders|serial killers", "", "murder killer assassin"),
    theme("police work", "police work|police|detectives|detective stories", "", "police cop detective fbi"),
    theme(
        "crime and criminals",
        "crime and criminals|criminals|organized crime|mafia|mob",
        "",
        "gang mob mafia criminal crime",
    ),
    theme(
        "courtrooms and the law",
        "courtrooms and the law|courtroom|courtrooms|legal dramas",
        "",
        "lawyer trial court attorney jury",
    ),
    theme("soldiers", "soldiers|military", "war", "soldier army military troop"),
    theme(
        "spies and conspiracies",
        "spies and conspiracies|spies|spy|espionage|conspiracies|conspiracy",
        "",
        "spy spies cia conspira espionage",
    ),
    theme("politics", "politics|political", "", "president politic senator government"),
    theme(
        "school and students",
        "school and students|high school|school life",
        "",
        "school student teacher college",
    ),
    theme("growing up", "growing up|coming-of-age|adolescence", "", "teen childhood adolescen"),
    theme("friendship", "friendship|friendships|camaraderie", "", "friend buddy"),
    theme("music", "music|musicians", "musical", "music singer band song concert"),
    theme("show business", "show business|hollywood", "", "actor actress hollywood theat showbiz"),
    theme("writers", "writers|literary", "", "writer novelist author poet"),
    theme("artists", "artists|artistic", "", "artist painter sculptor"),
    theme("sport", "sport|sports", "", "baseball basketball football boxing boxer coach hockey golf"),
    theme(
        "space and aliens",
        "space and aliens|space|aliens|extraterrestrial",
        "",
        "space alien planet astronaut galaxy",
    ),
    theme("the troubled mind", "the troubled mind|mental illness", "", "insan madness psychiat amnesia"),
    theme("faith", "faith|religion|religious", "", "priest church god religi nun"),
    theme("death and grief", "death and grief|grief|mourning", "", "dying grief funeral widow suicide"),
    theme("animals", "animals", "", "dog cat horse animal wolf whale"),
    theme("popular films", "popular|mainstream|popular films|hollywood blockbusters", "", ""),
    theme(
        "lesser-known films",
        "lesser-known|obscure|independent films|indie|indie films|art-house|arthouse|foreign films",
        "",
        "",
    ),
];
