//! Small data sets written by the tests themselves: every format, every odd but legal file, and the whole
//! sentence for every broken one.

#![cfg(test)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use lusifer::data::{
    ColumnMap, DataError, Format, OpenOptions, Opened, Progress, Shipped, Source, SplitSpec, check,
    default_split, open, shipped_splits, split, split_counting,
};
use lusifer::domain::{HistorySpec, Id, ItemIx, Rating, RatingScale, Times, UserIx};
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn open_with(path: &Path, options: &OpenOptions) -> Result<Opened, DataError> {
    open(&Source::Path(path.to_owned()), options, &Progress::default())
}

fn opened(files: &[(&str, &[u8])]) -> Opened {
    open_with(folder(files).path(), &OpenOptions::default()).unwrap()
}

/// (user, item, stars, time) of every row, in the table's order.
fn rows(opened: &Opened) -> Vec<(String, String, f64, Option<i64>)> {
    let data = &opened.dataset;
    let of = |user: UserIx| {
        data.interactions.of(user).map(move |row| {
            let (user, item) = (data.users.id(user).unwrap(), data.items.id(row.item).unwrap());
            (user.to_string(), item.to_string(), row.rating.stars(), row.timestamp)
        })
    };
    data.users.all().flat_map(of).collect()
}

fn row(user: &str, item: &str, stars: f64, time: i64) -> (String, String, f64, Option<i64>) {
    (user.into(), item.into(), stars, Some(time))
}

/// (column, text) of an item.
type Texts = &'static [(&'static str, &'static str)];

fn item(opened: &Opened, id: &str) -> ItemIx {
    opened.dataset.items.find(&Id::parse(id)).unwrap()
}

const GENRES: &[u8] = b"unknown|0\nAction|1\nChildren's|2\n\n";
const DATA: &[u8] = b"2\t10\t3\t100\n1\t12\t5\t300\n1\t10\t4\t200\n2\t11\t1\t100\n1\t11\t2\t200\n";

fn ml_100k() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("u.data", DATA),
        ("u.genre", GENRES),
        (
            "u.item",
            b"10|Mis\xe9rables, Les (1995) |01-Jan-1995||http://x|0|1|0\n\
              11|unknown||||1|0|0\n\
              12|Land Before Time III (1994) (V)|01-Jan-1996|||0|1|1\n\
              13|Never Rated|30-May-1997|||0|0|0\n",
        ),
        ("u.user", b"1|24|M|technician|85711\n2|53|F|none|T8H1N\n3|7|M|student|\n"),
        ("u1.base", b"1\t10\t4\t200\n1\t11\t2\t200\n2\t11\t1\t100\n"),
        ("u1.test", b"1\t12\t5\t300\n2\t10\t3\t100\n"),
    ]
}

#[test]
fn ml_100k_with_everything_in_it() {
    let opened = opened(&ml_100k());
    let data = &opened.dataset;
    assert_eq!(opened.format, Format::MovieLens100K);
    assert_eq!(
        rows(&opened),
        [
            row("1", "10", 4.0, 200),
            row("1", "11", 2.0, 200),
            row("1", "12", 5.0, 300),
            row("2", "10", 3.0, 100),
            row("2", "11", 1.0, 100),
        ],
        "grouped by user, in time, ties by item"
    );
    assert_eq!(data.scale, RatingScale::ONE_TO_FIVE);
    assert_eq!((data.users.len(), data.items.len()), (3, 4), "those without a rating included");
    let titles: Vec<_> = data.items.all().map(|item| data.items.title(item)).collect();
    assert_eq!(
        titles,
        ["Misérables, Les (1995)", "unknown", "Land Before Time III (1994) (V)", "Never Rated"]
    );
    let years: Vec<_> = data.items.all().map(|item| data.items.year(item)).collect();
    assert_eq!(years, [Some(1995), None, Some(1994), Some(1997)], "title first, then release date");
    let genres = |id| data.items.genre_list(item(&opened, id)).collect::<Vec<_>>();
    assert_eq!(genres("11"), ["unknown"]);
    assert_eq!(genres("12"), ["Action", "Children's"]);
    assert_eq!(genres("13"), Vec::<&str>::new());
    assert_eq!(
        data.users.columns().iter().map(|name| &**name).collect::<Vec<_>>(),
        ["age", "gender", "occupation", "zip_code"]
    );
    let known: Vec<_> = data.users.known(UserIx(1)).map(|(_, value)| value).collect();
    assert_eq!(known, ["53", "F", "none", "T8H1N"], "`none` is an occupation");
    assert_eq!(data.users.value(UserIx(2), "zip_code"), None);
}

#[test]
fn u1_is_the_default_and_marks_rows_of_the_table() {
    let folder = folder(&ml_100k());
    let opened = open_with(folder.path(), &OpenOptions::default()).unwrap();
    assert_eq!(default_split(&opened), SplitSpec::Shipped(Shipped::U1));
    assert_eq!(shipped_splits(&opened), [Shipped::U1]);
    let split = split(&opened, None).unwrap();
    assert_eq!((split.name(), split.training_len(), split.held_out_len()), ("u1", 3, 2));
    let held_out: Vec<_> = (0..5).map(|row| split.is_held_out(row)).collect();
    assert_eq!(held_out, [false, false, true, true, false]);
}

#[test]
fn base_and_test_make_the_same_table_as_u_data() {
    let whole = opened(&ml_100k());
    let mut files = ml_100k();
    files.remove(0);
    let union = opened(&files);
    assert_eq!(rows(&whole), rows(&union));
    assert_eq!(whole.dataset.hash, union.dataset.hash, "the same content is the same data");
}

/// What a screen can list while a file is read: each user with what was read, unless they lie all over the file.
#[test]
fn users_are_told_while_their_ratings_are_read() {
    let progress = Progress::default();
    let sorted = b"user_id,item_id,rating\n7,1,4\n7,2,5\n3,1,2\n";
    let files = folder(&[("interactions.csv", sorted)]);
    let read = |folder: &TempDir| {
        open(&Source::Path(folder.path().to_owned()), &OpenOptions::default(), &progress).unwrap();
        progress.arrived().unwrap()
    };
    let told = read(&files);
    let users: Vec<_> = told.users.iter().map(|user| (user.user, user.ratings, user.halves)).collect();
    assert_eq!((told.from, told.is_scattered, users), (0, false, vec![(7, 2, 18), (3, 1, 4)]));
    assert_eq!(progress.arrived(), None);
    let mut scattered = "user_id,item_id,rating\n".to_owned();
    for at in 0..400 {
        writeln!(scattered, "{},{at},3", at % 20).unwrap();
    }
    let told = read(&folder(&[("interactions.csv", scattered.as_bytes())]));
    assert!(told.is_scattered && told.users.is_empty());
}

#[test]
fn the_hash_follows_the_content() {
    let hash = |data: &[u8]| opened(&[("u.data", data)]).dataset.hash;
    let same = hash(DATA);
    assert_eq!(
        same,
        hash(b"1\t12\t5\t300\r\n2\t11\t1\t100\r\n1\t10\t4\t200\r\n1\t11\t2\t200\r\n2\t10\t3\t100")
    );
    for other in [
        b"2\t10\t3\t100\n1\t12\t5\t300\n1\t10\t4\t200\n2\t11\t1\t100\n".as_slice(),
        b"2\t10\t3\t100\n1\t12\t5\t300\n1\t10\t4\t200\n2\t11\t1\t100\n1\t11\t3\t200\n",
        b"2\t10\t3\t101\n1\t12\t5\t301\n1\t10\t4\t201\n2\t11\t1\t101\n1\t11\t2\t201\n",
        b"2\t10\t3\t100\n1\t13\t5\t300\n1\t10\t4\t200\n2\t11\t1\t100\n1\t11\t2\t200\n",
    ] {
        assert_ne!(same, hash(other));
    }
}

#[test]
fn ml_1m_with_codes_decoded_and_colons_in_titles() {
    let opened = opened(&[
        ("ratings.dat", b"1::2::5::978300760\n1::1::3::978300759\n9::1::4::978300761\n"),
        (
            "movies.dat",
            b"1::Star Wars: Episode IV - A New Hope (1977)::Action|Sci-Fi\n\
              2::Face::Off (1997)::Children's\n3::Am\xe9lie (2001)::Comedy|Romance\n",
        ),
        ("users.dat", b"1::F::1::10::48067\n9::M::56::16::55117-2117\n10::M::33::99::1\n"),
    ]);
    let data = &opened.dataset;
    assert_eq!(opened.format, Format::MovieLens1M);
    assert_eq!(rows(&opened)[0], row("1", "1", 3.0, 978_300_759));
    assert_eq!(data.items.title(item(&opened, "2")), "Face::Off (1997)");
    assert_eq!(data.items.title(item(&opened, "3")), "Amélie (2001)");
    assert_eq!(data.items.genre_names().len(), 5);
    let known = |user| data.users.known(UserIx(user)).map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(known(0), ["under 18", "F", "K-12 student", "48067"]);
    assert_eq!(known(1), ["56+", "M", "self-employed", "55117-2117"]);
    assert_eq!(known(2), ["33", "M", "99", "1"], "codes that the table does not have stay as they are");
}

#[test]
fn ml_csv_with_half_stars_quotes_and_no_genres() {
    let opened = opened(&[
        ("ratings.csv", b"userId,movieId,rating,timestamp\n1,296,5.0,1147880044\n1,306,3.5,1147868817\n"),
        (
            "movies.csv",
            "\u{feff}movieId,title,genres\r\n296,\"Usual \"\"Suspects\"\", The (1995)\",Crime|Thriller\r\n\
             306,Amélie (2001),(no genres listed)\r\n400,Death Note (2006\u{2013}2007),Crime"
                .as_bytes(),
        ),
    ]);
    let data = &opened.dataset;
    assert_eq!(opened.format, Format::MovieLensCsv);
    assert_eq!(data.items.title(ItemIx(0)), "Usual \"Suspects\", The (1995)");
    assert!(data.items.genres(ItemIx(1)).is_empty());
    assert_eq!(data.items.year(ItemIx(2)), Some(2006));
    assert_eq!(
        data.scale,
        RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true }
    );
}

#[test]
fn any_domain_with_text_ids_further_columns_and_mapped_names() {
    let files: &[(&str, &[u8])] = &[
        (
            "interactions.csv",
            b"when;reader;stars;isbn\n1577836800;\"ann, b\";10;007\n1577836700;ann;9;978-3\n;;;\n\
              1577836700;ann;8;007\n",
        ),
        (
            "items.csv",
            b"isbn;name;genre;year;blurb;pages\n007;\"A book\nof two lines\";Spy|Novel;1953;\"Bond, James; at sea\";213\n\
              978-3;Another;;;;\n",
        ),
        ("users.csv", b"reader;city\nann;Ulm\nzoe;Rom\n"),
    ];
    let folder = folder(files);
    let columns = ColumnMap {
        user: "Reader".into(),
        item: "isbn".into(),
        rating: "stars".into(),
        timestamp: "when".into(),
        title: "name".into(),
        ..ColumnMap::default()
    };
    let opened = open_with(folder.path(), &OpenOptions { columns, ..OpenOptions::default() }).unwrap();
    let data = &opened.dataset;
    assert_eq!(opened.format, Format::Generic);
    assert_eq!(
        rows(&opened),
        [
            row("ann", "007", 8.0, 1_577_836_700),
            row("ann", "978-3", 9.0, 1_577_836_700),
            row("ann, b", "007", 10.0, 1_577_836_800),
        ]
    );
    let bond = item(&opened, "007");
    assert_eq!(data.items.title(bond), "A book of two lines");
    assert_eq!(data.items.year(bond), Some(1953));
    assert_eq!(data.items.genre_list(bond).collect::<Vec<_>>(), ["Spy", "Novel"]);
    let texts: Vec<_> = data.items.texts().of(bond).collect();
    assert_eq!(texts, [("blurb", "Bond, James; at sea"), ("pages", "213")]);
    assert_eq!(data.users.len(), 3);
    assert_eq!(data.users.value(UserIx(0), "city"), Some("Ulm"));
    assert_eq!(data.scale, RatingScale { min: Rating::whole(8), max: Rating::whole(10), half_stars: false });
}

#[test]
fn a_table_of_ones_own_may_be_called_ratings() {
    let opened = opened(&[
        ("ratings.csv", b"user_id,item_id,rating\nu1,b,3\n"),
        ("items.csv", b"item_id,title\nb,Book\n"),
    ]);
    assert_eq!((opened.format, opened.dataset.items.title(ItemIx(0))), (Format::Generic, "Book"));
    refused(
        &[("ratings.csv", b"user,item,rating\n1,2,3\n")],
        &OpenOptions::default(),
        "{}/ratings.csv:1: no column \"userId\" in the header (\"user\", \"item\", \"rating\"); rename a column, or \
         name yours in lusifer.toml under [data.columns]",
    );
}

#[test]
fn mapped_names_come_from_toml_and_strangers_are_refused() {
    let columns: ColumnMap = toml::from_str("user = \"reader\"\ntitle = \"name\"").unwrap();
    assert_eq!((&*columns.user, &*columns.item, &*columns.title), ("reader", "item_id", "name"));
    let error = toml::from_str::<ColumnMap>("users = \"reader\"").unwrap_err().to_string();
    assert!(error.contains("unknown field `users`"), "{error}");
}

#[test]
fn tables_without_times_are_in_item_order() {
    let opened = opened(&[("interactions.csv", b"user_id,item_id,rating\n7,30,4\n7,4,5\n")]);
    assert_eq!(*opened.dataset.interactions.times(), Times::Missing);
    let items: Vec<_> = rows(&opened).into_iter().map(|row| (row.1, row.3)).collect();
    assert_eq!(items, [("4".to_owned(), None), ("30".to_owned(), None)]);
}

#[test]
fn times_of_any_size_and_sign_survive() {
    let times = |column: [&str; 2]| {
        let table = format!("user_id,item_id,rating,timestamp\n1,2,3,{}\n1,3,3,{}\n", column[0], column[1]);
        let opened = opened(&[("interactions.csv", table.as_bytes())]);
        let found: Vec<_> = rows(&opened).into_iter().filter_map(|row| row.3).collect();
        (found, matches!(opened.dataset.interactions.times(), Times::Wide(_)))
    };
    assert_eq!(times(["-5", "-9"]), (vec![-9, -5], false));
    assert_eq!(times(["881250949.0", "0"]), (vec![0, 881_250_949], false));
    assert_eq!(times(["5000000000", "5000000001"]), (vec![5_000_000_000, 5_000_000_001], false));
    assert_eq!(times(["1577836800000", "4"]), (vec![4, 1_577_836_800_000], true));
    assert_eq!(
        times(["-999999999999999999", "999999999999999999"]),
        (vec![-999_999_999_999_999_999, 999_999_999_999_999_999], true)
    );
}

#[test]
fn ids_beyond_four_bytes_are_numbers_still() {
    let opened =
        opened(&[("interactions.csv", b"user_id,item_id,rating\n9999999999,-3,4\n5,4294967296,5\n")]);
    let ids: Vec<_> = opened.dataset.items.all().filter_map(|item| opened.dataset.items.id(item)).collect();
    assert_eq!(ids, [Id::Number(-3), Id::Number(4_294_967_296)]);
    assert_eq!(opened.dataset.users.id(UserIx(1)), Some(Id::Number(9_999_999_999)));
}

#[test]
fn sparse_numbers_are_as_good_as_dense_ones() {
    let opened = opened(&[("u.data", b"4000000000\t3999999999\t3\t1\n7\t3999999999\t4\t1\n7\t2\t5\t1\n")]);
    assert_eq!(
        rows(&opened),
        [row("7", "2", 5.0, 1), row("7", "3999999999", 4.0, 1), row("4000000000", "3999999999", 3.0, 1)]
    );
}

#[test]
fn single_files_are_told_by_their_first_line() {
    let cases: [(&str, &[u8]); 6] = [
        ("any.data", b"1\t2\t3\t4\n"),
        ("any.dat", b"1::2::3::4\n"),
        ("headless.csv", b"1,2,3,4\n"),
        ("lens.csv", b"userId,movieId,rating,timestamp\n1,2,3,4\n"),
        ("mine.csv", b"timestamp,user_id,item_id,rating,note\n4,1,2,3,\"well, well\"\n"),
        ("theirs.csv", b",Unnamed: 0,user_id,movie_id,rating,timestamp\n0,0,1,2,3,4\n"),
    ];
    for (name, content) in cases {
        let folder = folder(&[(name, content)]);
        let opened = open_with(&folder.path().join(name), &OpenOptions::default()).unwrap();
        assert_eq!(rows(&opened), [row("1", "2", 3.0, 4)], "{name}");
        assert_eq!(opened.format, Format::RatingsFile, "{name}");
        assert_eq!(opened.dataset.name, name.split('.').next().unwrap());
    }
}

#[test]
fn a_folders_table_stands_for_the_folder() {
    let folder = folder(&ml_100k());
    let opened = open_with(&folder.path().join("u.data"), &OpenOptions::default()).unwrap();
    assert_eq!(opened.dataset.items.title(ItemIx(0)), "Misérables, Les (1995)");
}

#[test]
fn texts_come_from_csv_json_lines_and_json_lists() {
    let csv: &[u8] = b",movie_id,title,release_date,Action,overview,release_date,poster,note\r\n\
        0,10,Les Miserables,01-Jan-1995,1,\"Two \"\"lines\"\",\r\nand a lone \r return.\",1995-10-30,/a.jpg,\
        a remark that goes on for a while\r\n\
        1,11,,,0,,,/b.jpg,\r\n2,99,Other,,0,Unknown item.,,,\r\n";
    let lines = b"{\"item_id\": 10, \"overview\": \"A \\u001b[31mred\\u001b[0m one.\", \"genres\": [{\"id\": 1}], \"cast\": [\"A\", \"B\"]}\n\n{\"item_id\": \"11\", \"overview\": null, \"runtime\": 90}";
    let list = b"[{\"MovieID\": 10, \"overview\": \"One.\"},\n {\"MovieID\": 11, \"tagline\": \"Two.\"}]";
    let cases: [(&str, &[u8], Texts, &[&str]); 3] = [
        (
            "t.csv",
            csv,
            &[
                ("release_date", "01-Jan-1995"),
                ("overview", "Two \"lines\", and a lone return."),
                ("release_date.1", "1995-10-30"),
                ("note", "a remark that goes on for a while"),
            ],
            &["Action", "poster"],
        ),
        ("t.jsonl", lines, &[("overview", "A [31mred[0m one."), ("cast", "A, B")], &["genres"]),
        ("t.json", list, &[("overview", "One.")], &[]),
    ];
    for (name, content, texts, dropped) in cases {
        let mut files = ml_100k();
        files.push((name, content));
        let folder = folder(&files);
        let options = OpenOptions { item_texts: Some(folder.path().join(name)), ..OpenOptions::default() };
        let opened = open_with(folder.path(), &options).unwrap();
        let found: Vec<_> = opened.dataset.items.texts().of(ItemIx(0)).collect();
        assert_eq!(found, texts, "{name}");
        let report = opened.texts.as_ref().unwrap();
        assert_eq!(report.dropped, dropped, "{name}");
        assert_eq!(report.unknown_items, usize::from(name == "t.csv"), "{name}");
        assert_eq!(opened.dataset.items.len(), 4, "unknown items are not added");
    }
}

#[test]
fn nothing_hostile_reaches_a_screen() {
    let mut files = ml_100k();
    files.push((
        "item-texts.jsonl",
        b"{\"item_id\":10,\"over\\u001bview\":\"\\u202eA text of more than a few words.\"}\n",
    ));
    let opened = opened(&files);
    let texts: Vec<_> = opened.dataset.items.texts().of(ItemIx(0)).collect();
    assert_eq!(texts, [("overview", "A text of more than a few words.")]);
}

#[test]
fn only_item_texts_in_the_folder_is_taken_unasked() {
    let mut files = ml_100k();
    files.push(("texts.csv", b"item_id,overview\n10,No.\n"));
    assert_eq!(opened(&files).texts, None);
    files.push(("item-texts.jsonl", b"{\"item_id\":10,\"overview\":\"Yes.\"}\n"));
    let with = opened(&files);
    assert_eq!(with.dataset.items.overview(ItemIx(0)), Some("Yes."));
    files.push(("item-texts.csv", b"item_id,overview\n10,First.\n"));
    assert_eq!(opened(&files).dataset.items.overview(ItemIx(0)), Some("First."));
}

#[test]
fn a_file_of_texts_goes_over_further_columns_of_the_items() {
    let opened = opened(&[
        ("interactions.csv", b"user_id,item_id,rating\nu,a,1\nu,b,2\n"),
        ("items.csv", b"item_id,title,overview,shelf\na,A,Old.,7\nb,B,Kept.,8\n"),
        ("item-texts.csv", b"item_id,overview,tagline\na,New.,Hey!\n"),
    ]);
    let texts = |id| opened.dataset.items.texts().of(item(&opened, id)).collect::<Vec<_>>();
    assert_eq!(texts("a"), [("overview", "New."), ("tagline", "Hey!"), ("shelf", "7")]);
    assert_eq!(texts("b"), [("overview", "Kept."), ("shelf", "8")]);
}

/// Opens a folder and expects this sentence, `{}` standing for the folder.
fn refused(files: &[(&str, &[u8])], options: &OpenOptions, sentence: &str) {
    let folder = folder(files);
    let path = folder.path().display().to_string();
    let error = open_with(folder.path(), options).unwrap_err().to_string();
    assert_eq!(error, sentence.replace("{}", &path));
}

#[test]
fn what_is_not_there_is_said_to_be_not_there() {
    let error = open_with(Path::new("/no/such/data"), &OpenOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/no/such/data: no such file or folder; point --data at a data set, or leave it out for the bundled sample"
    );
    refused(
        &[("notes.txt", b"hello")],
        &OpenOptions::default(),
        "{}: no data set found in this folder; looked for u.data or u1.base with u1.test (MovieLens 100K), \
         ratings.dat (1M), ratings.csv (latest, 20M, 25M, 32M) and interactions.csv (any other domain)",
    );
    let folder = folder(&[("notes.txt", b"hello \x1b[31mworld\n")]);
    let notes = folder.path().join("notes.txt");
    assert_eq!(
        open_with(&notes, &OpenOptions::default()).unwrap_err().to_string(),
        format!(
            "{}:1: not a table of ratings: expected lines of user, item, rating and perhaps timestamp, separated by \
             tabs, \"::\" or commas (a table with commas starts with a header), found \"hello [31mworld\"",
            notes.display()
        )
    );
    let mut options = OpenOptions { item_texts: Some("/no/texts.csv".into()), ..OpenOptions::default() };
    refused(&ml_100k(), &options, "/no/texts.csv: could not read the item texts: no such file");
    options.item_texts = None;
    options.split = Some("files:train.csv:test.csv".parse().unwrap());
    refused(
        &ml_100k(),
        &options,
        "split files:TRAIN:TEST needs train.csv in {}, which has no such file; another split is kfold:5:1:0",
    );
}

#[test]
fn files_that_are_no_text_are_told_by_what_they_are() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(DATA.iter().flat_map(|&byte| [byte, 0])).collect();
    let old_mac: Vec<u8> = DATA.iter().map(|&byte| if byte == b'\n' { b'\r' } else { byte }).collect();
    for (content, sentence) in [
        (&b"\x1f\x8b\x08\0rest"[..], "{}/u.data: compressed with gzip; unpack it first (gunzip)"),
        (b"PK\x03\x04rest", "{}/u.data: a zip archive; unpack it and point to the folder that comes out"),
        (&utf16, "{}/u.data: UTF-16 text; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"),
        (
            &old_mac,
            "{}/u.data: lines end in bare carriage returns; convert them to newlines (tr '\\r' '\\n')",
        ),
    ] {
        refused(&[("u.data", content)], &OpenOptions::default(), sentence);
        let options = OpenOptions { skip_bad_lines: true, ..OpenOptions::default() };
        refused(&[("u.data", content)], &options, sentence);
    }
    // The same for the small files, of which all would else be lost in silence.
    let movies = [("ratings.dat", &b"1::2::3::4\n"[..]), ("movies.dat", b"2::A (1999)::Drama\r3::B::X\r")];
    let refusal =
        "{}/movies.dat: lines end in bare carriage returns; convert them to newlines (tr '\\r' '\\n')";
    refused(&movies, &OpenOptions::default(), refusal);
}

#[test]
fn a_line_without_end_can_be_left_out_like_any_other() {
    let mut content = DATA.to_vec();
    content.extend(b"7\t".repeat(3 << 19));
    content.extend(b"\n3\t10\t4\t400\n");
    let sentence = "{}/u.data:6: expected lines of text, found one longer than a mebibyte; correct the line, or leave \
                    out all such lines with --skip-bad-lines";
    refused(&[("u.data", &content)], &OpenOptions::default(), sentence);
    let options = OpenOptions { skip_bad_lines: true, ..OpenOptions::default() };
    let opened = open_with(folder(&[("u.data", &content)]).path(), &options).unwrap();
    assert_eq!((rows(&opened).len(), opened.skipped_lines), (6, 1));
    assert_eq!(rows(&opened).last(), Some(&row("3", "10", 4.0, 400)));
}

#[test]
fn a_quote_without_end_swallows_nothing_in_silence() {
    let texts = b"item_id,overview\n10,\"never ends\n11,Lost.\n12,Lost.\n";
    let sentence = "{}/item-texts.csv:2: expected a second quotation mark, but the quoted text never ends; correct the \
                    line, or leave out all such lines with --skip-bad-lines";
    refused(&[("u.data", DATA), ("item-texts.csv", texts)], &OpenOptions::default(), sentence);
}

#[test]
fn empty_tables_are_refused() {
    let plain = OpenOptions::default();
    let sentence = |name: &str| {
        format!("{{}}/{name}: no ratings in this file; expected a line of user, item and rating for each")
    };
    refused(&[("u.data", b"")], &plain, &sentence("u.data"));
    refused(&[("ratings.dat", b"\n\r\n  \n")], &plain, &sentence("ratings.dat"));
    refused(&[("ratings.csv", b"userId,movieId,rating,timestamp\n")], &plain, &sentence("ratings.csv"));
    let skip = OpenOptions { skip_bad_lines: true, ..OpenOptions::default() };
    refused(&[("u.data", b"not a rating\n")], &skip, &sentence("u.data"));
    refused(
        &[("u1.base", b""), ("u1.test", b"\n")],
        &plain,
        "{}/u1.base and {}/u1.test: no ratings in this file; expected a line of user, item and rating for each",
    );
}

#[test]
fn broken_lines_are_named_with_what_was_expected() {
    let end = "; correct the line, or leave out all such lines with --skip-bad-lines";
    let header = b"userId,movieId,rating,timestamp\n".as_slice();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "u.data",
            b"1\t2\t3\t4\n\n1\t2\t3\n".to_vec(),
            "3: expected 4 fields separated by tabs (user, item, rating, timestamp), found 3",
        ),
        (
            "u.data",
            b"1\t2\t3\t4\r\nx\t2\t3\t4\r\n".to_vec(),
            "2: expected a whole number as user id, found \"x\"",
        ),
        (
            "ratings.dat",
            b"1::2::3::4\n1::b\x07::3::4".to_vec(),
            "2: expected a whole number as item id, found \"b\"",
        ),
        (
            "ratings.dat",
            b"1::2::3::4\n1::2::3::4::5".to_vec(),
            "2: expected 4 fields separated by \"::\" (user, item, rating, timestamp), found 5",
        ),
        (
            "ratings.csv",
            [header, b"1,2,3.5,4\n1,2,4.9,4\n"].concat(),
            "3: expected a rating in whole or half stars from 0 to 127.5, found \"4.9\"",
        ),
        (
            "ratings.csv",
            [header, b"1,2,\"3\",4\n1,2,\"-3\",4\n"].concat(),
            "3: expected a rating in whole or half stars from 0 to 127.5, found \"-3\"",
        ),
        (
            "ratings.csv",
            [header, b"\"1\",tt5,3,4\n"].concat(),
            "2: expected a whole number as item id, found \"tt5\"",
        ),
        (
            "ratings.csv",
            [header, b"1,2,3,1995-01-01\n"].concat(),
            "2: expected a timestamp in whole seconds since 1970, found \"1995-01-01\"",
        ),
        ("ratings.csv", [header, b"1,2,3\n"].concat(), "2: expected 4 fields separated by commas, found 3"),
        (
            "interactions.csv",
            b"user_id,item_id,rating\nu,\"two\nlines\",3\nu,,3\n".to_vec(),
            "4: expected the id of the item, found an empty field",
        ),
        (
            "u.data",
            [b"1\t2\t3\t4\n1\t2\t3\t".as_slice(), &[b'9'; 2 << 20]].concat(),
            "2: expected lines of text, found one longer than a mebibyte",
        ),
    ];
    for (name, content, problem) in cases {
        refused(&[(name, &content)], &OpenOptions::default(), &format!("{{}}/{name}:{problem}{end}"));
    }
}

#[test]
fn broken_side_files_are_named_too() {
    let end = "; correct the line, or leave out all such lines with --skip-bad-lines";
    let swap = |name: &'static str, content: &'static [u8]| {
        let mut files = ml_100k();
        files.retain(|(known, _)| *known != name);
        files.push((name, content));
        files
    };
    let cases: [(&str, &[u8], &str); 5] = [
        ("u.item", b"10|A (1995)|x\n", "1: expected 8 fields separated by \"|\", found 3"),
        ("u.item", b"x|A (1995)|||x|0|0|0\n", "1: expected a whole number as item id, found \"x\""),
        ("u.user", b"1|24|M|technician|85711\n2|24|M\n", "2: expected 5 fields separated by \"|\", found 3"),
        (
            "item-texts.csv",
            b"item_id,overview\n10,\"a\nb\"\n11\n",
            "4: expected 2 fields, as in the header, found 1",
        ),
        (
            "item-texts.jsonl",
            b"{\"item_id\":10}\n[1]\n",
            "2: expected a JSON object on each line, but invalid type: sequence, expected a map",
        ),
    ];
    for (name, content, problem) in cases {
        refused(&swap(name, content), &OpenOptions::default(), &format!("{{}}/{name}:{problem}{end}"));
    }
    refused(
        &swap("item-texts.csv", b"title,overview\nA,b\n"),
        &OpenOptions::default(),
        "{}/item-texts.csv:1: no column \"item_id\" in the header (\"title\", \"overview\"); rename a column, or \
         name yours in the file as item_id or movie_id",
    );
    refused(
        &swap("item-texts.csv", b"item_id,overview\n99,b\n"),
        &OpenOptions::default(),
        "{}/item-texts.csv: none of its 1 rows is about an item of this data set; is it the file of another one?",
    );
    refused(
        &[("interactions.csv", b"user,item_id,rating\n1,2,3\n")],
        &OpenOptions::default(),
        "{}/interactions.csv:1: no column \"user_id\" in the header (\"user\", \"item_id\", \"rating\"); rename a \
         column, or name yours in lusifer.toml under [data.columns]",
    );
}

#[test]
fn bad_lines_are_counted_and_left_out_on_request() {
    let mut files = ml_100k();
    files[0].1 = b"2\t10\t3\t100\noops\n1\t12\t5\t300\n1\t10\t4\t200\n2\t11\t9e9\t100\n1\t11\t2\t200\n";
    files.push(("item-texts.csv", b"item_id,overview\n10,A.,b\n11,B.\n"));
    let folder = folder(&files);
    let options = OpenOptions { skip_bad_lines: true, ..OpenOptions::default() };
    let opened = open_with(folder.path(), &options).unwrap();
    assert_eq!(opened.skipped_lines, 3);
    assert_eq!(opened.dataset.interactions.len(), 4);
    fs::write(folder.path().join("u1.test"), "1\t12\t5\t300\n2\t11\t1\t100\nx\n").unwrap();
    let (split, skipped) = split_counting(&opened, None).unwrap();
    assert_eq!((split.held_out_len(), skipped), (1, 2), "one row is not in the table, one is no row");
}

/// The sentence with which a split of these files is refused, without the folder.
fn split_refused(files: &[(&str, &[u8])], spec: &str, options: &OpenOptions) -> String {
    let folder = folder(files);
    let opened = open_with(folder.path(), options).unwrap();
    let error = split(&opened, Some(&spec.parse().unwrap())).unwrap_err().to_string();
    error.replace(&folder.path().display().to_string(), "{}")
}

#[test]
fn splits_that_cannot_be_made_say_why() {
    let plain = OpenOptions::default();
    let mut foreign = ml_100k();
    foreign.retain(|(name, _)| *name != "u1.test");
    foreign.push(("u1.test", b"1\t12\t5\t300\n\n2\t12\t3\t100\n"));
    let refused = |files: &[(&str, &[u8])], spec: &str| split_refused(files, spec, &plain);
    assert_eq!(
        refused(&foreign, "u1"),
        "{}/u1.test:3: user 2 has no rating of item 12 in {}/u.data, so it cannot be held out; the two files belong \
         to different data sets"
    );
    assert_eq!(
        refused(&ml_100k(), "u3"),
        "split u3 needs u3.test in {}, which has u1; another split is kfold:5:1:0"
    );
    let bare: &[(&str, &[u8])] = &[("interactions.csv", b"user_id,item_id,rating\n1,2,3\n1,3,3\n")];
    assert_eq!(
        refused(bare, "u1"),
        "split u1 needs u1.test in {}, which has no such files; another split is kfold:5:1:0"
    );
    for spec in ["last:1", "future:0.5"] {
        assert_eq!(
            refused(bare, spec),
            format!(
                "split {spec} needs timestamps, and {{}}/interactions.csv has none; use kfold:5:1:0 instead"
            )
        );
    }
    assert_eq!(
        refused(bare, "kfold:3:1"),
        "split kfold:3:1:0 has more folds than there are ratings (2); choose fewer"
    );
    assert_eq!(refused(&ml_100k(), "last:9"), "split last:9 leaves nothing to learn from; hold out less");
    assert_eq!(
        refused(&[("u.data", b"1\t2\t3\t4\n1\t3\t3\t4\n")], "future:0.5"),
        "split future:0.5 holds nothing out: the newest ratings share one second; choose a larger share"
    );
}

#[test]
fn folds_differ_by_one_and_cover_everything_once() {
    let table: String = (0..103).map(|row| format!("{}\t{row}\t3\t{row}\n", row % 7)).collect();
    let folder = folder(&[("u.data", table.as_bytes())]);
    let opened = open_with(folder.path(), &OpenOptions::default()).unwrap();
    assert_eq!(default_split(&opened), SplitSpec::FALLBACK);
    let fold = |fold, seed| split(&opened, Some(&SplitSpec::KFold { folds: 5, fold, seed })).unwrap();
    let folds: Vec<_> = (1..=5).map(|at| fold(at, 0)).collect();
    let sizes: Vec<_> = folds.iter().map(lusifer::domain::Split::held_out_len).collect();
    assert_eq!(sizes, [21, 21, 21, 20, 20]);
    for row in 0..103 {
        assert_eq!(folds.iter().filter(|fold| fold.is_held_out(row)).count(), 1, "{row}");
    }
    assert_eq!(fold(1, 0), fold(1, 0));
    assert_ne!(fold(1, 0), fold(1, 1), "another seed deals differently");
    // The deal is part of what a run's name promises: it must be the same on every machine and in every version.
    let first: Vec<_> = (0..103).filter(|&row| folds[0].is_held_out(row)).take(6).collect();
    assert_eq!(first, [3, 9, 16, 33, 35, 38]);
}

#[test]
fn a_cut_in_time_splits_no_second() {
    let opened = opened(&[(
        "u.data",
        b"1\t1\t3\t10\n1\t2\t3\t20\n1\t3\t3\t20\n2\t1\t3\t20\n2\t2\t3\t30\n2\t3\t3\t40\n3\t1\t3\t30\n3\t2\t3\t5\n3\t3\t3\t6\n3\t4\t3\t7\n",
    )]);
    let held_out = |share: &str| {
        let split = split(&opened, Some(&format!("future:{share}").parse().unwrap())).unwrap();
        let times = opened.dataset.interactions.times();
        let mut out: Vec<_> =
            (0..split.len()).filter(|&row| split.is_held_out(row)).filter_map(|row| times.get(row)).collect();
        out.sort_unstable();
        out
    };
    assert_eq!(held_out("0.1"), [40]);
    assert_eq!(held_out("0.2"), [40], "two ratings at 30 do not fit");
    assert_eq!(held_out("0.3"), [30, 30, 40]);
    assert_eq!(held_out("0.5"), [30, 30, 40]);
    assert_eq!(held_out("0.6"), [20, 20, 20, 30, 30, 40]);
}

#[test]
fn the_last_of_each_user_are_held_out() {
    let opened = opened(&[("u.data", DATA)]);
    let split = split(&opened, Some(&"last:2".parse().unwrap())).unwrap();
    let held_out: Vec<_> = (0..5).map(|row| split.is_held_out(row)).collect();
    assert_eq!(held_out, [false, true, true, true, true]);
}

#[test]
fn two_files_make_the_table_and_the_second_is_held_out() {
    let folder = folder(&[
        ("u.item", b"10|A (1995)||||0|0|0\n"),
        ("u.genre", GENRES),
        ("u.data", b"this is not read\n"),
        ("mine.train", b"1\t10\t4\t200\n1\t11\t2\t200\n1\t10\t4\t200\n"),
        ("mine.csv", b"user_id,item_id,rating,timestamp\n1,10,4,200\n2,10,3,100\n"),
    ]);
    let spec: SplitSpec = "files:mine.train:mine.csv".parse().unwrap();
    let options = OpenOptions { split: Some(spec.clone()), ..OpenOptions::default() };
    let opened = open_with(folder.path(), &options).unwrap();
    assert_eq!(opened.dataset.interactions.len(), 5);
    assert_eq!(opened.dataset.items.title(ItemIx(0)), "A (1995)");
    assert_eq!(default_split(&opened), spec);
    let split = split(&opened, None).unwrap();
    assert_eq!(
        (split.name(), split.training_len(), split.held_out_len()),
        ("files:mine.train:mine.csv", 3, 2)
    );
    let found = check(&opened, &split, &HistorySpec::default());
    assert_eq!(found.counts.duplicates, 2, "the same pair three times");
}

#[test]
fn a_cancelled_open_ends() {
    let folder = folder(&[("u.data", DATA)]);
    let progress = Progress::default();
    progress.cancel();
    let error =
        open(&Source::Path(folder.path().to_owned()), &OpenOptions::default(), &progress).unwrap_err();
    assert_eq!(error.to_string(), "reading was cancelled");
}

#[test]
fn progress_ends_at_the_total() {
    for quoted in [false, true] {
        let id = if quoted { "\"u\"" } else { "7" };
        let table = format!("user_id,item_id,rating\n{id},1,3\n{id},2,3\n");
        let folder = folder(&[("interactions.csv", table.as_bytes())]);
        let progress = Progress::default();
        open(&Source::Path(folder.path().to_owned()), &OpenOptions::default(), &progress).unwrap();
        assert_eq!(progress.rows(), 2);
        assert_eq!(progress.bytes(), (table.len() as u64, table.len() as u64));
    }
}

#[test]
fn the_cache_is_used_only_while_the_files_stay_the_same() {
    let mut table = String::new();
    for row in 0..1_500_000_u32 {
        writeln!(table, "{}::{}::{}::{}", row / 100 + 1, row % 100 + 1, row % 5 + 1, 978_000_000 + row)
            .unwrap();
    }
    let folder =
        folder(&[("ratings.dat", table.as_bytes()), ("movies.dat", b"101::Unrated (1999)::Drama\n")]);
    let cache = tempfile::tempdir().unwrap();
    let options = OpenOptions { cache_dir: Some(cache.path().join("deep")), ..OpenOptions::default() };
    let first = open_with(folder.path(), &options).unwrap();
    assert!(!first.from_cache);
    let second = open_with(folder.path(), &options).unwrap();
    assert!(second.from_cache);
    assert_eq!(first.dataset, second.dataset);
    let kept = fs::read_dir(cache.path().join("deep")).unwrap().next().unwrap().unwrap().path();

    let good = fs::read(&kept).unwrap();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [&good[..good.len() - 1], &good[..40], b"", &flipped] {
        fs::write(&kept, damaged).unwrap();
        let again = open_with(folder.path(), &options).unwrap();
        assert!(!again.from_cache);
        assert_eq!(again.dataset, first.dataset);
        assert_eq!(fs::read(&kept).unwrap(), good, "a damaged cache is written anew");
    }

    fs::write(folder.path().join("movies.dat"), "102::Unrated (1999)::Drama\n").unwrap();
    let changed = open_with(folder.path(), &options).unwrap();
    assert!(!changed.from_cache, "another item has other indices");
    assert!(changed.dataset.items.find(&Id::Number(102)).is_some());
    assert_eq!(fs::read_dir(cache.path().join("deep")).unwrap().count(), 1, "the old cache was replaced");

    fs::write(cache.path().join("file"), "").unwrap();
    let nowhere = OpenOptions { cache_dir: Some(cache.path().join("file/below")), ..OpenOptions::default() };
    assert_eq!(open_with(folder.path(), &nowhere).unwrap().dataset, changed.dataset, "no cache, no matter");
}

#[test]
fn the_bundled_sample_opens_and_splits() {
    let sample = open(&Source::Sample, &OpenOptions::default(), &Progress::default()).unwrap();
    assert_eq!(sample.dataset.name, "sample");
    assert_eq!(default_split(&sample), SplitSpec::Shipped(Shipped::U1));
    let split = split(&sample, None).unwrap();
    let found = check(&sample, &split, &HistorySpec::default());
    assert_eq!(found.counts.training + found.counts.held_out, found.counts.ratings);
    assert_eq!((found.counts.duplicates, found.texts.untitled, found.texts.other_years), (0, 0, 0));
    let titled = sample.dataset.items.all().all(|item| sample.dataset.items.overview(item).is_some());
    assert!(titled, "every item of the sample has an overview");
}

#[test]
fn the_doctor_lists_what_cannot_be_right() {
    let folder = folder(&[
        ("interactions.csv", b"user_id,item_id,rating,timestamp\n1,1,3,10\n1,2,4,10\n1,2,5,11\n1,3,1,90\n2,1,2,50\n"),
        ("items.csv", b"item_id,title\n1,Toy Story (1995)\n2,Mondo (1996)\n3,Mondo (1996)\n4,\n5,Heat (1995)\n"),
        ("users.csv", b"user_id\n1\n2\n3\n"),
        (
            "item-texts.csv",
            b"item_id,title,release_date,overview\n1,Toy Story,1995-10-30,Toys live in a room.\n\
              2,GoldenEye,1990-01-01,Toys live in a room.\n5,Heat,1995-12-15,Cops.\n77,Else,,Nothing at all.\n",
        ),
    ]);
    let opened = open_with(folder.path(), &OpenOptions::default()).unwrap();
    let split = split(&opened, Some(&"last:1".parse().unwrap())).unwrap();
    let found = check(&opened, &split, &HistorySpec::default());
    let codes: Vec<_> = found.findings.iter().map(|finding| (finding.code, finding.count)).collect();
    assert_eq!(
        codes,
        [
            ("other-titles", 1),
            ("other-years", 1),
            ("shared-overviews", 1),
            ("duplicates", 1),
            ("users-without-training", 2),
            ("items-without-overview", 2),
            ("untitled-items", 1),
            ("short-overviews", 1),
            ("shared-titles", 1),
            ("users-without-ratings", 1),
            ("items-without-ratings", 2),
            ("held-out-items-unseen", 1),
            ("held-out-items-outside-histories", 1),
            ("users-at-most-10", 3),
            ("short-histories", 3),
            ("ties", 2),
            ("short-spans", 1),
            ("unknown-text-rows", 1),
            ("items-without-year", 1),
        ]
    );
    let shared = &found.findings[2];
    assert_eq!(shared.examples, ["1 Toy Story (1995) and 2 Mondo (1996)"]);
    assert_eq!(
        shared.sentence,
        "The same overview under different titles: 1 overview; at most one title of each can be right."
    );
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["findings"][0]["level"], "warning");
    assert_eq!(json["counts"]["by_level"], serde_json::json!([1, 1, 1, 1, 1]));
}
