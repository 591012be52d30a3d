//! The sentences that profiles are made of. Slots in braces: `{what}` a kind of items in the plural, `{tail}` the
//! citation, `{items}`, `{item}` and `{viewer}` what items and people are called.

/// A statement in two strengths, alike enough that a change of strength reads as a small edit.
pub(super) struct Graded {
    /// Three to one.
    pub(super) lean: &'static str,
    /// Nine to one.
    pub(super) firm: &'static str,
}

const fn graded(lean: &'static str, firm: &'static str) -> Graded {
    Graded { lean, firm }
}

pub(super) const LIKES: &[Graded] = &[
    graded("They seem drawn to {what}{tail}.", "They are clearly drawn to {what}{tail}."),
    graded("{what} tend to bring out their better marks{tail}.", "{what} bring out their best marks{tail}."),
    graded(
        "They appear to have a soft spot for {what}{tail}.",
        "They have an unmistakable soft spot for {what}{tail}.",
    ),
    graded(
        "{what} can usually count on a friendly reception from {viewer}{tail}.",
        "{what} can count on a warm reception from {viewer}{tail}.",
    ),
    graded(
        "A taste for {what} seems to run through these ratings{tail}.",
        "A taste for {what} runs through these ratings{tail}.",
    ),
    graded("They probably respond well to {what}{tail}.", "They respond strongly to {what}{tail}."),
    graded(
        "{what} tend to earn a little more from them than from other people{tail}.",
        "{what} regularly earn more from them than from other people{tail}.",
    ),
    graded(
        "{what} please them more often than not{tail}.",
        "{what} please them with great regularity{tail}.",
    ),
    graded("{what} look like favourites in the making{tail}.", "{what} are firm favourites{tail}."),
    graded("There is probably a liking for {what}{tail}.", "There is a clear liking for {what}{tail}."),
    graded("They appear to enjoy {what}{tail}.", "They plainly enjoy {what}{tail}."),
    graded("{what} seem to suit {viewer} well{tail}.", "{what} suit {viewer} very well{tail}."),
    graded("Their warmer ratings often go to {what}{tail}.", "Their warmest ratings go to {what}{tail}."),
];

pub(super) const DISLIKES: &[Graded] = &[
    graded(
        "They seem to have less patience for {what}{tail}.",
        "They have little patience for {what}{tail}.",
    ),
    graded("{what} are less likely to win them over{tail}.", "{what} rarely win them over{tail}."),
    graded("They tend to be harder on {what}{tail}.", "They are plainly harder on {what}{tail}."),
    graded("{what} seem to leave {viewer} rather cool{tail}.", "{what} leave {viewer} cold{tail}."),
    graded(
        "Marks tend to slip when it comes to {what}{tail}.",
        "Marks fall clearly when it comes to {what}{tail}.",
    ),
    graded("{what} appear to start with a small handicap{tail}.", "{what} start with a handicap{tail}."),
    graded("They probably care less for {what}{tail}.", "They care noticeably less for {what}{tail}."),
    graded("{what} tend to fall short with them{tail}.", "{what} regularly fall short with them{tail}."),
    graded(
        "Towards {what} there seems to be some reserve{tail}.",
        "Towards {what} there is a clear reserve{tail}.",
    ),
    graded(
        "{what} turn up rather often among their lower ratings{tail}.",
        "{what} keep turning up among their lowest ratings{tail}.",
    ),
    graded(
        "They seem to give less to {what} than to the rest{tail}.",
        "They clearly give less to {what} than to the rest{tail}.",
    ),
];

pub(super) const KINDER: &[Graded] = &[
    graded(
        "They seem a shade kinder to {what} than other people are, without counting them among their favourites{tail}.",
        "They are kinder to {what} than other people are, without counting them among their favourites{tail}.",
    ),
    graded(
        "{what} are not what they rate highest, but perhaps fare better here than elsewhere{tail}.",
        "{what} are not what they rate highest, but clearly fare better here than elsewhere{tail}.",
    ),
    graded(
        "For {what} they may show more sympathy than others do, if not outright enthusiasm{tail}.",
        "For {what} they show more sympathy than others do, if not outright enthusiasm{tail}.",
    ),
];

pub(super) const HARSHER: &[Graded] = &[
    graded(
        "They seem a shade harder on {what} than other people are, though these still get decent marks{tail}.",
        "They are harder on {what} than other people are, though these still get decent marks{tail}.",
    ),
    graded(
        "{what} do well enough with them, but perhaps not as well as with others{tail}.",
        "{what} do well enough with them, but clearly not as well as with others{tail}.",
    ),
    graded(
        "The general esteem for {what} may be something they share only in part{tail}.",
        "The general esteem for {what} is something they share only in part{tail}.",
    ),
];

pub(super) const DARK: &[Graded] = &[
    graded(
        "In tone they lean towards the darker end{tail}.",
        "In tone they clearly prefer the darker end{tail}.",
    ),
    graded(
        "Darker {items} seem to do better with them than light-hearted ones{tail}.",
        "Darker {items} do better with them than light-hearted ones{tail}.",
    ),
    graded(
        "Menace and gravity seem to suit them better than lightness{tail}.",
        "Menace and gravity suit them better than lightness{tail}.",
    ),
];

pub(super) const LIGHT: &[Graded] = &[
    graded(
        "In tone they lean towards the lighter end{tail}.",
        "In tone they clearly prefer the lighter end{tail}.",
    ),
    graded(
        "Light-hearted {items} seem to do better with them than dark ones{tail}.",
        "Light-hearted {items} do better with them than dark ones{tail}.",
    ),
    graded(
        "A light touch seems to suit them better than menace{tail}.",
        "A light touch suits them better than menace{tail}.",
    ),
];

/// Ways of citing: for one title, for several.
pub(super) const TAILS: &[(&str, &str)] = &[
    (", {cites} above all", ", {cites} above all"),
    (", judging by {cites}", ", judging by {cites}"),
    (", with {cites} as the plainest case", ", with {cites} as the plainest cases"),
    (", as {cites} shows", ", as {cites} show"),
    ("; {cites} bears this out", "; {cites} bear this out"),
    (", to go by {cites}", ", to go by {cites}"),
    (", {cites} for one", ", {cites} among them"),
    ("; {cites} is a good example", "; {cites} are good examples"),
];

pub(super) const HINTS_UP: &[&str] = &[
    "There are first signs that {what} suit them, too few to rely on.",
    "{what} may turn out to suit them, but the evidence is thin.",
    "A liking for {what} is possible, though far from certain.",
    "Perhaps they are warmer towards {what}; a few more ratings would tell.",
    "Whether {what} belong to their preferences is open, with a slight tilt towards yes.",
];

pub(super) const HINTS_DOWN: &[&str] = &[
    "There are first signs that {what} suit them less, too few to rely on.",
    "{what} may turn out to be a weak spot, but the evidence is thin.",
    "A reserve towards {what} is possible, though far from certain.",
    "Perhaps they are cooler towards {what}; a few more ratings would tell.",
    "Whether they really care less for {what} is open, with a slight tilt towards yes.",
];

pub(super) const SPLITS: &[&str] = &[
    "{what} divide them, with {good} on one side and {bad} on the other.",
    "With {what} it can go either way, from {good} to {bad}.",
    "{what} remain hard to call as long as {good} stands next to {bad}.",
    "On {what} the evidence is split between {good} and {bad}.",
    "How {what} fare depends on the single {item}: {good}, but {bad}.",
];

pub(super) const UNSEEN: &[&str] = &[
    "{what} have hardly come up, so little can be said about them.",
    "What they make of {what} is unknown, for such {items} are all but missing from their ratings.",
    "There is next to nothing to go on for {what}.",
    "{what} are still blank spots on the map.",
    "On {what} their ratings are all but silent.",
];

pub(super) const ONE_DECADE: &[&str] = &[
    "Nearly everything they rated dates from {decade}, so other periods remain an open question.",
    "Almost all of it comes from {decade}; other periods have yet to be tried.",
    "Hardly anything from outside {decade} is among their ratings, which leaves other periods open.",
];

pub(super) const BASIS: &[&str] = &[
    "All of this rests on {ratings} and may shift with the next ones.",
    "With only {ratings} to go on, none of this is settled.",
    "A basis of {ratings} is narrow, so everything here is provisional.",
];

pub(super) const NO_CLAIM: &[&str] = &[
    "No kind of {item} stands clearly apart, for better or worse.",
    "Nothing in the ratings points firmly to one kind of {item} over another.",
    "Likes and dislikes do not follow any line that several ratings would support.",
];

/// After a sentence on which kinds do better than others.
pub(super) const NO_FURTHER_CLAIM: &[&str] = &[
    "Beyond that no kind of {item} stands clearly apart.",
    "Finer distinctions do not have enough ratings behind them.",
    "More than that cannot be said of likes and dislikes so far.",
];

pub(super) const INTRO_STAPLES: &[&str] = &[
    "The user is {person} who mostly rates {what}.",
    "The user is {person}, and most of their ratings go to {what}.",
    "The user, {person}, spends most ratings on {what}.",
    "The user is {person}; {what} make up the bulk of what they rate.",
];

pub(super) const INTRO_MIXED: &[&str] = &[
    "The user is {person} who rates a bit of everything.",
    "The user is {person}, and their ratings are spread over many kinds of {items}.",
    "The user, {person}, does not keep to one kind of {item}.",
    "The user is {person}; no single kind of {item} dominates what they rate.",
];

pub(super) const INTRO_PLAIN: &[&str] =
    &["The user is {person}.", "These ratings come from {person}.", "This profile describes {person}."];

/// Where nothing else can be said in the first sentence.
pub(super) const INTRO_UNKNOWN: &[&str] = &[
    "Nothing is known about the user apart from the ratings.",
    "The user is known only by the ratings.",
    "About the person behind these ratings nothing is known.",
];

pub(super) const STRICT: &[Graded] = &[
    graded(
        "They seem a little strict as a rater, perhaps {amount} below what others give the same {items}.",
        "They are strict as a rater, on average {amount} below what others give the same {items}.",
    ),
    graded(
        "High marks seem hard to come by: a {item} gets perhaps {amount} less from them than from others.",
        "High marks are hard to come by: on average a {item} gets {amount} less from them than from others.",
    ),
    graded(
        "They appear to judge a little sternly, perhaps {amount} under what the same {items} get elsewhere.",
        "They judge sternly, on average {amount} under what the same {items} get elsewhere.",
    ),
    graded(
        "They seem to hold {items} to a somewhat higher standard, giving perhaps {amount} less than others.",
        "They hold {items} to a high standard, giving on average {amount} less than others.",
    ),
];

pub(super) const GENEROUS: &[Graded] = &[
    graded(
        "They seem a little generous as a rater, perhaps {amount} above what others give the same {items}.",
        "They are generous as a rater, on average {amount} above what others give the same {items}.",
    ),
    graded(
        "Good marks seem to come easily: a {item} gets perhaps {amount} more from them than from others.",
        "Good marks come easily: on average a {item} gets {amount} more from them than from others.",
    ),
    graded(
        "They appear to judge a little kindly, perhaps {amount} over what the same {items} get elsewhere.",
        "They judge kindly, on average {amount} over what the same {items} get elsewhere.",
    ),
    graded(
        "They seem to look for what works in {items}, giving perhaps {amount} more than others.",
        "They look for what works in {items}, giving on average {amount} more than others.",
    ),
];

pub(super) const USUAL_LEVEL: &[&str] = &[
    "Their marks sit close to what others give the same {items}.",
    "In strictness they are hard to tell from the average rater.",
    "They are neither strict nor generous compared with other people.",
    "Measured against others, their marks are neither high nor low.",
];

pub(super) const OPEN_LEVEL: &[&str] = &[
    "How strictly they judge compared with others cannot be told yet.",
    "It is too early to call them strict or generous.",
];

pub(super) const TWO_LEVELS: &[&str] = &[
    "Nearly all of their ratings are {low}s or {high}s.",
    "Their ratings hardly ever leave the range from {low} to {high}.",
    "They work almost entirely with {low}s and {high}s.",
];

pub(super) const ONE_LEVEL: &[&str] = &[
    "Nearly all of their ratings are {low}s.",
    "They hardly ever give anything but a {low}.",
    "A {low} is their answer to nearly everything.",
];

pub(super) const ENDS: &[&str] = &[
    "They know hardly any verdict but {low} and {high}.",
    "It is nearly always all or nothing: {low}s and {high}s, and little in between.",
];

pub(super) const NARROW: &[&str] = &[
    "Their ratings lie close together, and extremes are rare.",
    "They seldom stray far from their own average.",
    "They draw differences in small steps.",
];

pub(super) const WIDE: &[&str] = &[
    "They use the whole scale and shy away from neither end.",
    "Their verdicts are pronounced, and both ends of the scale see regular use.",
    "A {item} either convinces them or fails; their ratings lie further apart than most people's.",
];

pub(super) const TOP_HEAVY: &[&str] = &[
    "About every second rating, or more, is the full {max}.",
    "The top mark is no rarity: half of their ratings or more are {max}s.",
];

pub(super) const NEVER_LOW: &[&str] = &[
    "They have not gone below {floor} so far.",
    "Ratings under {floor} have yet to appear.",
    "Nothing has fallen below {floor} up to now.",
];

pub(super) const FOLLOWS: &[&str] = &[
    "What others think highly of usually does well here, too.",
    "On what is good and what is not they largely agree with other people.",
    "Broadly, their judgement runs along with the general one.",
    "General esteem is a fair guide to what they will like.",
];

pub(super) const OWN_MIND: &[&str] = &[
    "What others think highly of counts for less with them than usual.",
    "On what is good and what is not they often part ways with other people.",
    "General esteem is a poor guide to what they will like.",
    "Their judgement takes its own course rather than following the general one.",
];

pub(super) const RANKED: &[&str] = &[
    "Of the kinds they rate most often, {best} come out ahead and {worst} behind.",
    "Among what they rate regularly, {best} do best and {worst} least well.",
    "On the whole {best} get better marks from them than {worst}.",
    "By and large {best} are rated above {worst}.",
];

pub(super) const SURPRISES: &[&str] = &[
    "Their most unusual verdict is on {cite}, which others rate {side}.",
    "Nowhere do they part from others more than on {cite}, rated {side} elsewhere.",
    "The rating that stands out most is {cite}, since others rate it {side}.",
];

pub(super) const FORECASTS: &[&str] = &[
    "Going by others and by similar {items}, {best} should suit them better than {worst}, though both are largely untested.",
    "If a guess is wanted, {best} would probably do better with them than {worst}; neither has come up much.",
    "Of what has hardly come up, {best} look like a better bet than {worst}.",
];

pub(super) const TALLY: &[&str] = &[
    "Of what comes up most, the {one} average {first} and the {two} {second}.",
    "In figures, the {one} so far average {first}, the {two} {second}.",
    "The {one} on the list average {first}, against {second} for the {two}.",
];

pub(super) const HIGHEST: &[&str] = &[
    "The highest marks so far went to {cites}.",
    "At the top of the list: {cites}.",
    "Nothing has been rated above {cites}.",
];

pub(super) const LOWEST: &[&str] = &[
    "The lowest marks so far went to {cites}.",
    "At the bottom of the list: {cites}.",
    "Nothing has been rated below {cites}.",
];

pub(super) const COMPARED: &[&str] = &[
    "The ratings average {own}, where other people give the same {items} about {others}.",
    "On average they have given {own}; others give the same {items} about {others}.",
    "Their mean rating is {own}, against about {others} from others for the same {items}.",
];

/// What is true of every profile of this kind, for those that have little else to say.
pub(super) const GENERAL: &[&str] = &[
    "Where nothing is said here, expectations follow what other people give the same {items}.",
    "A leaning is only stated once several ratings point the same way; a single favourite does not count.",
    "Single ratings can easily fall well away from any expectation, in either direction.",
    "Ratings of kinds that have not been tried so far would tell the most.",
    "What sets their taste apart from other people's, beyond strictness, is the main thing left to find out.",
    "The next few ratings may well change this picture.",
];
