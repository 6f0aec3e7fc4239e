package wxr

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pullquote/internal/transfer/record"
)

// pictureItem returns the item of a picture that was uploaded to a post.
func pictureItem(id, post, order int, address, more string) string {
	return fmt.Sprintf(`	<item><title>A picture</title>%[5]s<wp:post_id>%[1]d</wp:post_id><wp:status>inherit</wp:status><wp:post_parent>%[2]d</wp:post_parent><wp:menu_order>%[3]d</wp:menu_order><wp:post_type>attachment</wp:post_type>
		<wp:attachment_url>%[4]s</wp:attachment_url></item>
`, id, post, order, address, more)
}

// readAgain reads a file that can be opened once more.
func readAgain(t *testing.T, text string, again func() (io.ReadCloser, error)) (items []record.Item) {
	t.Helper()
	for it, err := range Format.Read(record.File{Name: "export.xml", Reopen: again}, strings.NewReader(text)) {
		if _, skipped := errors.AsType[*record.Skip](err); err != nil && !skipped {
			t.Fatal(err)
		} else if err == nil {
			items = append(items, it)
		}
	}
	return items
}

func TestGalleriesBecomeTheirPictures(t *testing.T) {
	const (
		first = `<figure><img src="http://birds.example/u/1.jpg" alt="A &#34;heron&#34;"><figcaption>It &lt;stood&gt;.</figcaption></figure>` + "\n"
		two   = `<figure><img src="http://birds.example/u/2.png" alt=""></figure>` + "\n"
		three = `<figure><img src="http://birds.example/u/3.JPG" alt=""></figure>` + "\n"
	)
	const noted = "The pictures of its galleries stand in the text, in the place of WordPress's shortcodes."
	for _, tt := range []struct{ name, text, want, note string }{
		{"all of the post, in their order", "Words.\n\n[gallery]\n\nMore.", "Words.\n\n" + two + first + "\nMore.", noted},
		{"but some", `[gallery columns="2" exclude="12"]`, first, noted},
		{"some by number", "Words [gallery link='file' ids='13,11' /] more.", "Words \n\n" + three + first + "\n more.", noted},
		{"of another post", "[gallery id=8]", three, noted},
		{"one that is not there", `[gallery include="13, 99"]`, three, noted + "|Pictures of its galleries that are not in the archive, by their numbers: 99."},
		{"none", `[gallery ids="99"]`, `[gallery ids="99"]`, `The text has shortcodes of WordPress, which show as they stand: [gallery ids="99"]`},
		{"words about it", "Write [[gallery]] here.", "Write [[gallery]] here.", ""},
		{"in a block", "<!-- wp:shortcode -->\n[gallery id=\"8\"]\n<!-- /wp:shortcode -->", three, noted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := channelBegin +
				pictureItem(11, 7, 2, "http://birds.example/u/1.jpg", "<excerpt:encoded><![CDATA[It &lt;stood&gt;.]]></excerpt:encoded><wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value><![CDATA[A \"heron\"]]></wp:meta_value></wp:postmeta>") +
				pictureItem(10, 7, 0, "http://birds.example/u/sound.mp3", "") +
				itemOf(7, "A", "<![CDATA["+tt.text+"]]>", "") +
				pictureItem(12, 7, 1, "http://birds.example/u/2.png", "") + pictureItem(13, 8, 0, "http://birds.example/u/3.JPG", "") + channelEnd
			opened := 0
			items := readAgain(t, text, func() (io.ReadCloser, error) {
				opened++
				return io.NopCloser(strings.NewReader(text)), nil
			})
			if len(items) != 1 || strings.TrimSpace(items[0].Body) != strings.TrimSpace(tt.want) || strings.Join(items[0].Notes, "|") != tt.note || opened > 1 {
				t.Errorf("after opening it %d times again: %+v", opened, items)
			}
			if once := readAgain(t, text, nil); len(once) != 1 || once[0].Body != strings.TrimSpace(strings.NewReplacer("<!-- wp:shortcode -->\n", "", "<!-- /wp:shortcode -->", "").Replace(tt.text)) {
				t.Errorf("what can be read once: %+v", once)
			}
		})
	}
}

func TestTheFeaturedPictureIsNamed(t *testing.T) {
	const said = "The old blog showed a picture with it that is not in its text"
	for content, note := range map[string]string{
		"Words.": said + ": http://birds.example/u/1.jpg",
		`<img src="http://birds.example/u/1-300x200.jpg" />`: "",
	} {
		text := channelBegin + itemOf(7, "A", "<![CDATA["+content+"]]>", "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>11</wp:meta_value></wp:postmeta>") +
			pictureItem(11, 7, 0, "http://birds.example/u/1.jpg", "") + channelEnd
		items := readAgain(t, text, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil })
		if len(items) != 1 || strings.Join(items[0].Notes, "|") != note {
			t.Errorf("%s: %+v", content, items)
		}
		if once := readAgain(t, text, nil); strings.Join(once[0].Notes, "|") != said+"." {
			t.Errorf("without its pictures, %s: %q", content, once[0].Notes)
		}
	}
}
