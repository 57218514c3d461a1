// What the writers of the formats are given: everything in words and, where that is wanted, redacted already.
#pragma once

#include "core/export/transcript_export.h"
#include "core/insight/transcript_entries.h"
#include "core/prompt/item_content.h"

#include <memory>

namespace rolloutscope {

struct WrittenTurn {
    std::string title;
    std::string detail; // the first words that were said in it
};

struct WrittenDocument {
    std::string title;
    std::vector<TranscriptFact> facts;
    std::vector<TranscriptPreface> preface;
    std::vector<WrittenTurn> turns;
    std::string note; // of the redaction; empty: none
};

struct WrittenEntry {
    std::size_t number = 0; // from 1
    EntryKind kind = EntryKind::User;
    std::string id;
    std::string role; // these and the next are the words of the format
    std::string itemKind;
    std::string channel;
    std::optional<std::string> callId;
    std::string tool;
    MessageEnds ends;
    std::string turnId;
    UnixMs firstSeenAt = 0;
    std::string moment; // `12.3 s`, since the rollout's start
    std::uint32_t readers = 0;
    std::string firstReader; // ids
    std::string lastReader;
    std::string readersText;
    std::string droppedBy; // id of a compaction
    bool divider = false;  // a compaction
    std::size_t itemsBefore = 0;
    std::size_t itemsAfter = 0;
    ItemContent content;
    bool picturesLeftOut = false;

    /// `tool call · exec_command`, `/root → /root/x`
    [[nodiscard]] std::string heading() const;
    /// `seen by …`, size, what became of it; one line.
    [[nodiscard]] std::string facts() const;
};

class TranscriptWriter {
public:
    explicit TranscriptWriter(const ExportSink& sink) : sink_(sink) {}
    virtual ~TranscriptWriter() = default;
    TranscriptWriter(const TranscriptWriter&) = delete;
    TranscriptWriter& operator=(const TranscriptWriter&) = delete;

    virtual void begin(const WrittenDocument& document) = 0;
    virtual void turn(const WrittenTurn& turn, std::size_t number) = 0;
    virtual void entry(const WrittenEntry& entry) = 0;
    virtual void end() = 0;

    [[nodiscard]] bool good() const { return good_; }
    void flush()
    {
        if (good_ && !out_.empty())
            good_ = sink_(out_);
        out_.clear();
    }

protected:
    void flushIfFull()
    {
        constexpr std::size_t piece = std::size_t{1} << 18U;
        if (out_.size() >= piece)
            flush();
    }
    std::string out_;

private:
    const ExportSink& sink_;
    bool good_ = true;
};

/// `fragment`: the items alone, without what makes a document of them.
[[nodiscard]] std::unique_ptr<TranscriptWriter> markdownWriter(const ExportSink& sink, bool fragment);
[[nodiscard]] std::unique_ptr<TranscriptWriter> jsonWriter(const ExportSink& sink, bool fragment);
[[nodiscard]] std::unique_ptr<TranscriptWriter> htmlWriter(const ExportSink& sink, bool fragment);

/// Bytes of UTF-8 as a person sees them: control characters but line feed and tabulator become their pictures, what
/// would turn the direction of the text a replacement character, and so does what is no UTF-8.
[[nodiscard]] std::string visibleUtf8(std::string_view text);
/// `[encrypted, 2 KB]`, `[image image/png, 830 KB]`
[[nodiscard]] std::string noteOf(const ContentPart& part, bool pictureLeftOut);
/// The text of a patch, as tools and models write them.
[[nodiscard]] bool isPatch(std::string_view text);

} // namespace rolloutscope
