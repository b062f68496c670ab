/* Levels and reordering by FriBidi or ICU, for the benchmark `layout`.
 *
 * others ENGINE TEXT ROWS: TEXT is UTF-8; ROWS has a line "p START END" for each paragraph and
 * then "l START END" for each of its rows, in bytes. Prints the nanoseconds of processor time that
 * the second of two runs takes. Each engine is given the text in its own encoding beforehand. */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef WITH_FRIBIDI
#include <fribidi.h>
#endif
#ifdef WITH_ICU
#include <unicode/ubidi.h>
#endif

struct row {
    int is_paragraph;
    /* In code units of the engine. */
    size_t start, end;
};

static struct row *rows;
static size_t row_count;
static uint32_t *utf32;
static uint16_t *utf16;
/* The most code units in a paragraph. */
static size_t longest;

static char *slurp(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    *len = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(*len + 1);
    if (!text || fread(text, 1, *len, file) != *len) {
        perror(path);
        exit(1);
    }
    text[*len] = 0;
    fclose(file);
    return text;
}

/* Decodes the text and turns the bytes of the rows into code units. */
static void read_input(const char *text_path, const char *rows_path, int wide) {
    size_t len, list_len;
    char *text = slurp(text_path, &len), *list = slurp(rows_path, &list_len);
    size_t *unit_at = calloc(len + 1, sizeof *unit_at), units = 0;
    utf32 = malloc((len + 1) * sizeof *utf32);
    utf16 = malloc((len + 1) * sizeof *utf16);
    for (size_t at = 0; at < len;) {
        unsigned char lead = (unsigned char)text[at];
        int bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        uint32_t c = bytes == 1 ? lead : lead & (0xFF >> (bytes + 1));
        unit_at[at] = units;
        for (int n = 1; n < bytes; n++) c = c << 6 | ((unsigned char)text[at + n] & 0x3F);
        at += (size_t)bytes;
        if (wide) {
            utf32[units++] = c;
        } else if (c < 0x10000) {
            utf16[units++] = (uint16_t)c;
        } else {
            utf16[units++] = (uint16_t)(0xD7C0 + (c >> 10));
            utf16[units++] = (uint16_t)(0xDC00 + (c & 0x3FF));
        }
    }
    unit_at[len] = units;
    for (const char *c = list; *c; c++) row_count += *c == '\n';
    rows = malloc(row_count * sizeof *rows);
    const char *line = list;
    for (size_t n = 0; n < row_count; n++) {
        size_t start, end;
        char kind;
        if (sscanf(line, "%c %zu %zu", &kind, &start, &end) != 3) exit(1);
        rows[n] = (struct row){kind == 'p', unit_at[start], unit_at[end]};
        size_t units_here = rows[n].end - rows[n].start;
        if (units_here > longest) longest = units_here;
        line = strchr(line, '\n') + 1;
    }
}

#ifdef WITH_FRIBIDI
static void check(FriBidiLevel highest) {
    if (!highest) {
        fputs("FriBidi: out of memory\n", stderr);
        exit(1);
    }
}

static void fribidi(void) {
    FriBidiCharType *types = malloc(longest * sizeof *types);
    FriBidiBracketType *brackets = malloc(longest * sizeof *brackets);
    FriBidiLevel *levels = malloc(longest * sizeof *levels);
    FriBidiChar *visual = malloc(longest * sizeof *visual);
    FriBidiParType base = FRIBIDI_PAR_ON;
    size_t start = 0;
    for (size_t n = 0; n < row_count; n++) {
        struct row row = rows[n];
        FriBidiStrIndex len = (FriBidiStrIndex)(row.end - row.start);
        if (row.is_paragraph) {
            start = row.start;
            base = FRIBIDI_PAR_ON;
            fribidi_get_bidi_types(utf32 + start, len, types);
            fribidi_get_bracket_types(utf32 + start, len, types, brackets);
            check(fribidi_get_par_embedding_levels_ex(types, brackets, len, &base, levels));
        } else {
            memcpy(visual, utf32 + row.start, (size_t)len * sizeof *visual);
            check(fribidi_reorder_line(FRIBIDI_FLAGS_DEFAULT, types + (row.start - start), len, 0,
                                       base, levels + (row.start - start), visual, NULL));
        }
    }
}
#endif

#ifdef WITH_ICU
static void icu(void) {
    UErrorCode error = U_ZERO_ERROR;
    UBiDi *paragraph = ubidi_openSized((int32_t)longest, 0, &error);
    UBiDi *line = ubidi_openSized((int32_t)longest, 0, &error);
    int32_t room = (int32_t)(2 * longest + 1);
    UChar *visual = malloc((size_t)room * sizeof *visual);
    size_t start = 0;
    for (size_t n = 0; n < row_count; n++) {
        struct row row = rows[n];
        if (row.is_paragraph) {
            start = row.start;
            ubidi_setPara(paragraph, (UChar *)utf16 + start, (int32_t)(row.end - start),
                          UBIDI_DEFAULT_LTR, NULL, &error);
        } else {
            ubidi_setLine(paragraph, (int32_t)(row.start - start), (int32_t)(row.end - start), line,
                          &error);
            ubidi_writeReordered(line, visual, room, 0, &error);
        }
    }
    if (U_FAILURE(error)) {
        fprintf(stderr, "ICU: %s\n", u_errorName(error));
        exit(1);
    }
}
#endif

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    void (*run)(void) = NULL;
    int wide = strcmp(argv[1], "fribidi") == 0;
#ifdef WITH_FRIBIDI
    if (wide) run = fribidi;
#endif
#ifdef WITH_ICU
    if (!wide) run = icu;
#endif
    if (!run) return 2;
    read_input(argv[2], argv[3], wide);
    run();
    struct timespec before, after;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    run();
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    printf("%lld\n", (long long)(after.tv_sec - before.tv_sec) * 1000000000LL +
                         (after.tv_nsec - before.tv_nsec));
    return 0;
}
