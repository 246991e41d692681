"""The words of generated catalogues: made up, and each name says so by its number."""

MARK = "made up"

TITLE_FIRSTS = (
    *("Quiet", "Second", "Winter", "Hollow", "Bright", "Last", "Borrowed", "Paper"),
    *("Northern", "Salt", "Patient", "Small", "Silver", "Crooked", "Long", "Unsent"),
    *("Early", "Stone", "Distant", "Blue", "Lower", "Wooden", "Slow", "Empty"),
)
TITLE_SECONDS = (
    *("Lantern", "River", "Orchard", "Letter", "Staircase", "Harbour", "Garden"),
    *("Winter", "Clock", "Ferry", "Balcony", "Choir", "Summer", "Window", "Station"),
    *("Kitchen", "Island", "Parade", "Mirror", "Lighthouse", "Season", "Room"),
    *("Bridge", "Violin", "Tram", "Cellar", "Comet", "Meadow", "Ledger", "Tide"),
)
TITLE_PLACES = (
    *("Ostrava", "Lund", "Porto", "Cork", "Trieste", "Aarhus", "Ghent", "Tampere"),
    *("Pécs", "Utrecht", "Kaunas", "Évora", "Graz", "Turku", "Galway", "Brno"),
)
FIRST_NAMES = (
    *("Ada", "Bo", "Cleo", "Mo", "Asa", "Vera", "Inga", "Tomas", "Ruth", "Emeka"),
    *("Paloma", "Adel", "Nuri", "Věra", "Jonas", "Mira", "Otto", "Søren", "Lena"),
    *("Anselm", "Yuki", "Ngozi", "Iris", "Karel", "Farah", "Luca", "Edda", "Owen"),
)
LAST_NAMES = (
    *("Lind", "Marsh", "Vik", "Novak", "Silva", "Byrne", "Strand", "Calloway"),
    *("Mansour", "Reyes-Holt", "Okafor", "Hartl", "Mori", "Kask", "Dubois", "Ferro"),
    *("Nyberg", "Sedlák", "Quill", "Abara", "Winter", "Roth", "Ojala", "Brandt"),
)
GENRES = (
    *("Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama"),
    *("Family", "Fantasy", "History", "Horror", "Music", "Mystery", "Romance"),
    *("Science Fiction", "Thriller", "War", "Western"),
)
RATINGS = ("G", "PG", "PG-13", "PG-13", "R", "R", "NR", None)
DISTRIBUTORS = ("Made-up Film", "Sample Pictures", "Invented Releasing", None)
OUTLETS = ("Gazette", "Courier", "Weekly", "Film Post", "Herald", "Review", "Screen")
CHARACTERS = (
    *("The surveyor", "A neighbour", "Consuelo", "The doctor", "Young Anna"),
    *("The conductor", "Mrs Hale", "A stranger", "The tailor", "Viktor", "", ""),
)
SYNOPSIS = (
    "Somebody comes back to {place} after many years, and nobody asks why.",
    "A letter arrives that was meant for the house next door.",
    "Two sisters share a workshop, a secret and an old delivery van.",
    "The clock of the town hall stops, and so does everything else.",
    "What begins as an errand becomes a journey of eleven days.",
    "A retired projectionist opens a cinema with four seats.",
    "In {place} a choir loses its best voice a week before the contest.",
    "Nobody believes the night watchman until the second night.",
    "An inheritance turns out to be a boat, and the boat to be inhabited.",
    "A summer, a broken lift, and the people between two floors.",
)
FILM_OPENING = "A made-up film."
CRITIC_OPENINGS = (
    *("A made-up notice:", "Generated:", "A sample review:", "Made up for trials:"),
)
MEMBER_OPENINGS = (
    *("A made-up review.", "Generated text.", "Sample words.", "Made up for trials."),
)
CONSENSUS = (
    "Made up: {title} takes its time, and most of its critics gladly gave it theirs.",
    "Made up: the critics part ways over {title}, but all of them remember its faces.",
    "Made up: handsome and a little long, {title} is carried by its ending.",
)
EDITOR = "A made-up editor"
