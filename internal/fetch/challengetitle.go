package fetch

// challengeTitles are titles of pages that check for robots or refuse them, in the form
// of foldTitle. They are compared as a whole: "Just a moment" is a challenge, "Just a
// moment in time" is a song. Titles that an article could have, such as "Captcha" or
// "Blocked", are left out.
var challengeTitles = titleSet(`
	# Cloudflare, in its languages. Words that could be a title of their own count
	# only with the dots.
	just a moment
	attention required | cloudflare
	attention required! | cloudflare
	attention required
	please wait... | cloudflare
	one more step
	один момент...
	одну минуту...
	einen moment...
	einen moment bitte
	einen moment, bitte
	nur einen moment...
	nur einen moment, bitte
	un instant...
	un instant, s'il vous plaît
	un momento...
	un momento, por favor
	solo un momento...
	um momento...
	um momento, por favor
	só um momento...
	só um momento, por favor
	ci siamo quasi...
	un attimo...
	even geduld...
	even geduld a.u.b
	een ogenblik...
	een ogenblik geduld
	bir dakika lütfen
	bir dakika...
	jeszcze chwila...
	chwileczkę...
	cierpliwości...
	jen okamžik...
	okamžik, prosím
	et øjeblik...
	et øyeblikk...
	ett ögonblick...
	hetkinen...
	egy pillanat...
	un moment...
	un moment, vă rugăm
	хвилинку...
	зачекайте...
	зачекайте, будь ласка
	请稍候
	請稍候
	稍等片刻
	しばらくお待ちください
	少々お待ちください
	잠시만 기다려 주세요
	잠시만 기다리십시오
	لحظة...
	لحظة من فضلك
	tunggu sebentar...
	chờ một chút...
	# DDoS-Guard, Anubis, go-away, Vercel, Fastly, AWS, Imperva, Akamai
	ddos-guard
	ddos protection by cloudflare
	making sure you're not a bot
	making sure you are not a bot
	checking you are not a bot
	checking if you are a bot
	vercel security checkpoint
	client challenge
	human verification
	pardon our interruption
	request rejected
	request unsuccessful
	access denied
	access to this page has been denied
	access to this page has been denied.
	# shops and others
	robot or human
	robot check
	are you a robot
	are you human
	are you a human
	bot verification
	bot check
	captcha challenge
	captcha verification
	recaptcha challenge
	you have been blocked
	sorry, you have been blocked
	you are being blocked
	you've been blocked
	please verify you are a human
	please verify you are human
	please verify that you are human
	please verify you're a human
	please verify that you are not a robot
	verify you are human
	verify you're human
	verify you are a human
	verify you are not a robot
	verify that you are human
	verifying you are human
	confirm you are human
	confirm you are not a robot
	prove you are human
	prove your humanity
	reddit - prove your humanity
	verification required
	human verification required
	security check
	security check required
	security verification
	performing security verification
	checking your browser
	checking your browser before accessing
	browser check
	please wait
	please wait while we verify your browser
	one moment, please
	one moment please
	one moment
	loading challenge
	challenge validation
	suspicious activity detected
	unusual traffic detected
	radware bot manager captcha
	radware captcha page
	radware page
	shieldsquare captcha
	you are being redirected
	sucuri website firewall - access denied
	вы не робот?
	подтвердите, что вы не робот
	проверка безопасности
	проверка браузера
	доступ ограничен
	доступ ограничен: проблема с ip
	доступ запрещен
	доступ запрещён
	sind sie ein mensch
	ich bin kein roboter
	zugriff verweigert
	accès refusé
	acceso denegado
	acesso negado
	accesso negato
	百度安全验证
	安全验证
	访问验证
	人机验证
	# consent before the page
	before you continue
	before you continue to youtube
	before you continue to google
	before you continue to google search
	bevor sie fortfahren
	bevor sie zu youtube weitergehen
	bevor sie zu google weitergehen
	bevor sie zur google suche weitergehen
	avant d'accéder à youtube
	avant d'accéder à google
	avant de continuer sur google
	antes de continuar
	antes de ir a youtube
	antes de ir a google
	antes de aceder ao youtube
	prima di continuare
	prima di continuare su youtube
	prima di continuare su google
	voordat je verdergaat naar youtube
	voordat je verdergaat naar google
	zanim przejdziesz do youtube
	zanim przejdziesz do google
	прежде чем перейти на youtube
	прежде чем перейти к google
	amazon.com - robot check
	yahoo is part of the yahoo family of brands
	yahoo is now a part of verizon media
`)

// challengePrefixes are beginnings of such titles, followed by the name of the site or a
// number.
var challengePrefixes = []string{
	"access denied | ", "access denied - ", "access denied — ", // Cloudflare: "Access denied | example.org used Cloudflare to restrict access"
	"attention required! | ",
	"checking your browser before accessing ",
	"ddos-guard ",
	"sucuri website firewall",
	"request unsuccessful. incapsula incident",
	"please verify you are a human",
	"please verify that you are a human",
	"please verify you are human",
	"making sure you're not a bot",
	"verify you are human",
	"verifying you are human",
	"yahoo ist teil der yahoo", "yahoo fait partie de la famille", "yahoo is part of the yahoo",
	"performing security verification",
}
